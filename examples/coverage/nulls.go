package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// alpha is the level at which true nulls are rejected.
const alpha = 0.05

// nullExperiments returns the experiments in which a null is true.
func nullExperiments() []experiment {
	return []experiment{welch(2), welch(3), likertRanks(), exactRanks(), independence(), clusteredNulls(), regressionNulls(), clusteredRegression()}
}

// groups returns a column of groups of the given sizes.
func groups(sizes ...int) (*stats.Codes, error) {
	var levels []stats.Level
	var data []int8
	for k, n := range sizes {
		levels = append(levels, stats.Level{Label: string(rune('a' + k)), Value: float64(k + 1)})
		for range n {
			data = append(data, int8(k))
		}
	}
	return stats.NewCodes("group", levels, data)
}

// likert draws an answer from 1 to 5, most of them 4.
func likert(rng *rand.Rand) float64 {
	u := rng.Float64()
	for k, p := range []float64{0.05, 0.15, 0.35, 0.8} {
		if u < p {
			return float64(k + 1)
		}
	}
	return 5
}

// welch compares k groups of equal means whose deviations are 3, 1 and 2.
func welch(k int) experiment {
	sizes := []int{60, 140, 100}[:k]
	figures := []figure{{fmt.Sprintf("Welch's test, %d groups", k), alpha, 0.002, 0.002, "Welch's degrees of freedom, order 1/n^2"}}
	return experiment{fmt.Sprintf("n=%v sd=%v", sizes, []int{3, 1, 2}[:k]), 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		g, err := groups(sizes...)
		if err != nil {
			return nil, err
		}
		x := make([]float64, g.Len())
		for i := range x {
			x[i] = []float64{3, 1, 2}[g.At(i)] * rng.NormFloat64()
		}
		r, err := stats.WelchTest(x, g, nil, nil)
		if err != nil {
			return nil, err
		}
		return []bool{r.PValue <= alpha}, nil
	}}
}

// likertRanks runs rank tests on answers that are all ties.
func likertRanks() experiment {
	figures := []figure{
		{"Wilcoxon, ties", alpha, 0.002, 0.001, "continuity correction"},
		{"Kruskal-Wallis, ties", alpha, 0.003, 0.003, "chi-square law, order 1/n"},
		{"design-based rank test, ties", alpha, 0.003, 0.003, "F law, order 1/n"},
	}
	return experiment{"n=60+80+100 five-point answers", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		three, err := groups(60, 80, 100)
		if err != nil {
			return nil, err
		}
		two, err := groups(60, 80)
		if err != nil {
			return nil, err
		}
		x := make([]float64, three.Len())
		for i := range x {
			x[i] = likert(rng)
		}
		wilcoxon, err := stats.WilcoxonTest(x[:two.Len()], two, nil, nil)
		if err != nil {
			return nil, err
		}
		kruskal, err := stats.KruskalWallisTest(x, three, nil)
		if err != nil {
			return nil, err
		}
		rank, err := stats.RankTest(x, three, nil)
		if err != nil {
			return nil, err
		}
		return []bool{wilcoxon.PValue <= alpha, kruskal.PValue <= alpha, rank.PValue <= alpha}, nil
	}}
}

// exactRanks runs the exact test, which rejects at most at its level.
func exactRanks() experiment {
	figures := []figure{{"Wilcoxon exact, ties", alpha, alpha, 0, "exact test: at most its level"}}
	return experiment{"n=8+10 five-point answers", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		g, err := groups(8, 10)
		if err != nil {
			return nil, err
		}
		x := make([]float64, g.Len())
		for i := range x {
			x[i] = likert(rng)
		}
		r, err := stats.WilcoxonTest(x, g, nil, &stats.WilcoxonSettings{Exact: true})
		if errors.Is(err, stats.ErrConstant) {
			return []bool{false}, nil
		} else if err != nil {
			return nil, err
		}
		return []bool{r.PValue <= alpha}, nil
	}}
}

var crossTabTests = []stats.CrossTabTest{stats.RaoScottTest, stats.PearsonTest}

// independence tests a table of 3 x 4 unrelated answers of a simple sample.
func independence() experiment {
	var figures []figure
	for _, m := range crossTabTests {
		figures = append(figures, figure{"independence, " + m.String(), alpha, 0.005, 0.005, "large-sample law, order 1/n"})
	}
	return experiment{"n=300 table of 3 x 4", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		rows, err := groups(150, 100, 50)
		if err != nil {
			return nil, err
		}
		four, err := groups(1, 1, 1, 1)
		if err != nil {
			return nil, err
		}
		data := make([]int8, rows.Len())
		for i := range data {
			data[i] = int8(rng.IntN(4))
		}
		cols, err := stats.NewCodes("column", four.Levels(), data)
		if err != nil {
			return nil, err
		}
		var out []bool
		for _, m := range crossTabTests {
			r, err := stats.CrossTab(rows, cols, nil, &stats.CrossTabSettings{Test: m})
			if err != nil {
				return nil, err
			}
			out = append(out, r.PValue <= alpha)
		}
		return out, nil
	}}
}

// clusteredNulls tests groups and tables of the complex sample, in which
// answers and groups both go with the cluster and not with each other.
func clusteredNulls() experiment {
	const why = "Satterthwaite approximation in 40 degrees of freedom"
	figures := []figure{{"independence, Rao-Scott", alpha, 0.01, 0.01, why},
		{"means of three groups, Wald", alpha, 0.01, 0.01, why},
		{"design-based rank test, ties", alpha, 0.01, 0.01, why}}
	return experiment{clusteredName, 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		s, err := drawComplex(rng)
		if err != nil {
			return nil, err
		}
		three, err := groups(1, 1, 1)
		if err != nil {
			return nil, err
		}
		x, group, answer := make([]float64, complexN), make([]int8, complexN), make([]int8, complexN)
		lean := 0.0
		for i := range x {
			if i%perCluster == 0 {
				lean = math.Sqrt(0.1) * rng.NormFloat64()
			}
			v := s.effect[i] + math.Sqrt(0.9)*rng.NormFloat64()
			x[i] = math.Max(1, math.Min(5, math.Round(3+v)))
			answer[i] = int8(max(0, min(2, int(math.Floor(v+1.5)))))
			group[i] = int8(max(0, min(2, int(math.Floor(lean+math.Sqrt(0.9)*rng.NormFloat64()+1.5)))))
		}
		g, err := stats.NewCodes("group", three.Levels(), group)
		if err != nil {
			return nil, err
		}
		a, err := stats.NewCodes("answer", three.Levels(), answer)
		if err != nil {
			return nil, err
		}
		table, err := stats.CrossTab(g, a, s.design, nil)
		if err != nil {
			return nil, err
		}
		means, err := stats.GroupMeansTest(x, g, s.design, nil)
		if err != nil {
			return nil, err
		}
		ranks, err := stats.RankTest(x, g, s.design)
		if err != nil {
			return nil, err
		}
		return []bool{table.PValue <= alpha, means.PValue <= alpha, ranks.PValue <= alpha}, nil
	}}
}

// regressionNulls tests the last three of six scores, which have no effect: by
// Wald's test under heteroscedasticity, by F without it, where the
// Breusch-Pagan test has a true null as well.
func regressionNulls() experiment {
	const n = 250
	figures := []figure{{"Wald of 3 coefficients, HC3", alpha, 0.01, 0.01, "large-sample method, order p/n"},
		{"F of 3 coefficients", alpha, 0, 0, "exact"},
		{"Breusch-Pagan, Koenker", alpha, 0.01, 0.01, "chi-square law, order 1/n"}}
	return experiment{"n=250 regression on six scores", 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		terms, y := drawScores(rng, n)
		level := append([]float64(nil), y...)
		for i := range y {
			y[i] += terms[0].Numeric[i] / 3 * rng.NormFloat64()
			level[i] += rng.NormFloat64()
		}
		m, err := stats.ModelMatrix(terms, nil)
		if err != nil {
			return nil, err
		}
		r := mat.NewDense(3, 7, nil)
		for k := range 3 {
			r.Set(k, 4+k, 1)
		}
		var rejected []bool
		for _, c := range []struct {
			y    []float64
			kind stats.CovarianceKind
		}{{y, stats.HC3}, {level, stats.Classical}} {
			fit, err := stats.OLS(m, c.y, nil, &stats.OLSSettings{Covariance: c.kind})
			if err != nil {
				return nil, err
			}
			test, err := fit.WaldTest(r, nil)
			if err != nil {
				return nil, err
			}
			rejected = append(rejected, test.PValue <= alpha)
			if c.kind == stats.Classical {
				bp, err := fit.BreuschPagan()
				if err != nil {
					return nil, err
				}
				rejected = append(rejected, bp.PValue <= alpha)
			}
		}
		return rejected, nil
	}}
}

// clusteredRegression regresses in the complex sample on a number that goes
// with the cluster and one that does not, of no effect both.
func clusteredRegression() experiment {
	const why = "Satterthwaite approximation in 40 degrees of freedom"
	figures := []figure{{"coefficient of a cluster variable, survey", alpha, 0.01, 0.01, why},
		{"coefficient of a respondent variable, survey", alpha, 0.01, 0.01, why},
		{"Wald of both, survey", alpha, 0.01, 0.01, why}}
	return experiment{clusteredName, 10000, figures, func(rng *rand.Rand) ([]bool, error) {
		s, err := drawComplex(rng)
		if err != nil {
			return nil, err
		}
		a, b, y := make([]float64, complexN), make([]float64, complexN), make([]float64, complexN)
		lean := 0.0
		for i := range y {
			if i%perCluster == 0 {
				lean = rng.NormFloat64()
			}
			a[i], b[i], y[i] = lean, rng.NormFloat64(), s.effect[i]+math.Sqrt(0.9)*rng.NormFloat64()
		}
		m, err := stats.ModelMatrix([]stats.Term{{Name: "a", Numeric: a}, {Name: "b", Numeric: b}}, nil)
		if err != nil {
			return nil, err
		}
		fit, err := stats.OLS(m, y, s.design, nil)
		if err != nil {
			return nil, err
		}
		test, err := fit.WaldTest(mat.NewDense(2, 3, []float64{0, 1, 0, 0, 0, 1}), nil)
		if err != nil {
			return nil, err
		}
		return []bool{fit.Coefficients[1].PValue <= alpha, fit.Coefficients[2].PValue <= alpha, test.PValue <= alpha}, nil
	}}
}
