package ctostudy

import (
	"context"
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/ctostudy/ctostudy/stats"
)

// finances writes revenue and operating profit of 2018 to 2021, such that the
// mean growth of the cells satisfies figures 7 and 8 and the sentences beside
// them at once.
func (s *synthesis) finances(ctx context.Context) error {
	revenue := s.revenue2020()
	for y := 2018; y <= 2021; y++ { // placeholders: scores do not use finances
		s.wave.SetNumbers(fmt.Sprintf("revenue_%d", y), revenue)
		s.wave.SetNumbers(fmt.Sprintf("profit_%d", y), revenue)
	}
	cell, err := s.cells(ctx)
	if err != nil {
		return err
	}
	profit := s.profit2020(revenue)
	refused := make([]bool, s.frame.n)
	r, skip := s.stream("finances refused"), get[map[string]float64](s.assumed, "missing")["finance"]
	for i := range refused {
		refused[i] = r.Float64() < skip
	}
	growth := get[map[string]float64](s.assumed, "finance.growth")
	history := get[map[string][2]float64](s.assumed, "finance.history")
	for _, outcome := range []struct {
		name string
		base []float64
	}{{"revenue", revenue}, {"profit", profit}} {
		in := make([]int, s.frame.n)
		for i := range in {
			in[i] = cell[i]
			if refused[i] || outcome.base[i] <= 0 {
				in[i] = study2021.NoCell
			}
		}
		means, err := s.cellMeans(outcome.name, in)
		if err != nil {
			return err
		}
		s.truth.Cells[outcome.name] = means[:]
		next := s.grow(outcome.name, outcome.base, in, means, growth[outcome.name])
		s.writeFinances(outcome.name, outcome.base, next, refused, history[outcome.name])
	}
	return nil
}

// cells returns each respondent's cell, by the cuts of the analysis.
func (s *synthesis) cells(ctx context.Context) ([]int, error) {
	w, err := s.wave.Wave()
	if err != nil {
		return nil, err
	}
	scores, err := NewScores(w, nil, nil)
	if err != nil {
		return nil, err
	}
	out := make([]int, s.frame.n)
	for j, name := range []ScoreName{Maturity, Effectiveness, ROI, Collaboration} {
		high := scores.Get(name).High()
		for i := range out {
			switch high.At(i) {
			case 1:
				if out[i] >= 0 {
					out[i] |= 1 << j
				}
			case 0:
			default:
				out[i] = study2021.NoCell
			}
		}
	}
	return out, ctx.Err()
}

// profit2020 draws an operating profit from the revenue; a few are losses.
func (s *synthesis) profit2020(revenue []float64) []float64 {
	a := get[struct {
		Mean float64 `json:"margin.mean"`
		SD   float64 `json:"margin.sd"`
	}](s.assumed, "finance.revenue")
	e := s.normals("margin 2020", s.frame.n)
	out := make([]float64, s.frame.n)
	for i := range out {
		out[i] = thousandths(float64(revenue[i] * (a.Mean + float64(a.SD*e[i]))))
		if out[i] >= 0 {
			out[i] = math.Max(out[i], 1) // so that rounding to thousandths is far below the growth
		}
	}
	return out
}

// grow returns the amounts of 2021: base (1 + mean g (1 + v e)) with g the
// cell's relative mean, and noise e that sums to zero within each cell. Where
// growth is not defined the amount moves by the same noise without a premium.
func (s *synthesis) grow(name string, base []float64, cell []int, means study2021.Cells, mean float64) []float64 {
	v := get[float64](s.assumed, "finance.noise")
	e := s.normals("growth "+name, s.frame.n)
	var sum, count study2021.Cells
	for i, c := range cell {
		if c >= 0 {
			sum[c] += e[i]
			count[c]++
		}
	}
	out := make([]float64, len(base))
	for i, c := range cell {
		g := 1.0
		if c >= 0 {
			g = means[c]
			e[i] -= sum[c] / count[c]
		}
		rate := float64(float64(mean*g) * (1 + float64(v*e[i])))
		out[i] = thousandths(base[i] + float64(math.Abs(base[i])*rate))
	}
	return out
}

// writeFinances writes the four years of one outcome.
func (s *synthesis) writeFinances(name string, base, next []float64, refused []bool, change [2]float64) {
	years := map[int][]float64{2020: append([]float64(nil), base...), 2021: append([]float64(nil), next...)}
	later := years[2020]
	for year := 2019; year >= 2018; year-- {
		e := s.normals(fmt.Sprintf("history %s %d", name, year), s.frame.n)
		years[year] = make([]float64, s.frame.n)
		for i := range e {
			rate := change[0] + float64(change[1]*e[i])
			years[year][i] = thousandths(later[i] - float64(math.Abs(later[i])*rate))
		}
		later = years[year]
	}
	for year, x := range years {
		for i := range x {
			if refused[i] {
				x[i] = math.NaN()
			}
		}
		field := fmt.Sprintf("%s_%d", name, year)
		s.wave.SetNumbers(field, x)
		s.wave.SetMissing(field, refused, stats.Refused)
	}
}
