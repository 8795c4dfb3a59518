package stats

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// estimator is one code path of an estimator.
type estimator struct {
	run func(s *sample, d *Design) (any, error)
	// refuses names the designs that are declined with ErrDesign or
	// ErrWeightKind, and why.
	refuses map[string]string
	// except names the properties that do not hold, and why.
	except map[string]string
	// covers names further functions that the path runs through.
	covers []string
}

// scaleOf returns items as a scale.
func (s *sample) scaleOf(name string, from, to int) *Scale {
	out := &Scale{Name: name}
	for j := from; j < to; j++ {
		out.Items = append(out.Items, ScaleItem{Name: string(rune('p' + j)), Values: s.items[j]})
	}
	return out
}

// terms are x, z, their product and the group, whose base is a label.
func (s *sample) terms() []Term {
	return []Term{{Name: "x", Numeric: s.x}, {Name: "z", Numeric: s.z}, {Product: []string{"x", "z"}},
		{Name: "group", Factor: s.group, Base: "north"}}
}

// fit is y on the terms, and a later part of the sample encoded for it.
func (s *sample) fit(kind CovarianceKind, d *Design) (*OLSResult, *mat.Dense, error) {
	m, err := ModelMatrix(s.terms(), nil)
	if err != nil {
		return nil, nil, err
	}
	later := &sample{x: []float64{-1, 0, 2}, z: []float64{1, 1.2, 1.9},
		group: &Codes{"group", s.group.levels,
			[]int8{code(s.group, "north"), code(s.group, "west"), code(s.group, "south")}}}
	x, err := m.Encode(later.terms())
	if err != nil {
		return nil, nil, err
	}
	r, err := OLS(m, selected(s.y, m.Rows), d, &OLSSettings{Covariance: kind})
	return r, x, err
}

// ols has the covariance by name.
func ols(kind CovarianceKind) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		r, _, err := s.fit(kind, d)
		if err != nil {
			return nil, err
		}
		vcov, names := map[string]float64{}, r.model.Names
		for i := range names {
			for j := range names {
				vcov[names[i]+","+names[j]] = r.Vcov.At(i, j)
			}
		}
		rest := *r
		rest.Vcov = nil
		return struct {
			OLSResult
			Vcov map[string]float64
		}{rest, vcov}, nil
	}
}

// afterOLS is what a fit is asked.
func afterOLS(kind CovarianceKind) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		r, x, err := s.fit(kind, d)
		if err != nil {
			return nil, err
		}
		out := struct {
			Means, Slopes []Coefficient
			Predictions   []Prediction
			Term, Wald    *WaldTest
			Contrast      Coefficient
			Standardized  map[string]float64
			Influential   map[string]float64
			Cook          []float64
		}{Predictions: r.Predict(x, nil), Standardized: map[string]float64{},
			Influential: map[string]float64{}, Cook: r.CooksDistance()}
		if out.Means, err = r.MarginalMeans("group"); err != nil {
			return nil, err
		}
		if out.Slopes, err = r.SimpleSlopes("x", "z", []float64{1, 2}); err != nil {
			return nil, err
		}
		if out.Term, err = r.TermTest("group"); err != nil {
			return nil, err
		}
		hypotheses := mat.NewDense(2, len(r.model.Names), nil)
		hypotheses.Set(0, 1, 1)
		hypotheses.Set(1, 2, 1)
		if out.Wald, err = r.WaldTest(hypotheses, []float64{0.5, 0}); err != nil {
			return nil, err
		}
		out.Contrast = r.Contrast("x less z", []float64{0, 1, -1, 0, 0, 0})
		z, standardized := r.Influence(), r.Standardized()
		for j, name := range r.model.Names {
			out.Standardized[name] = standardized[j]
			for i := range s.y {
				out.Influential[name] += math.Abs(z.At(i, j))
			}
		}
		return out, nil
	}
}

const onlySurvey = "the classical and HC covariances know of weights alone: see Survey"

var weightsOnly = refusing(onlySurvey, designNames[4:]...)

// refusing gives one reason for several designs.
func refusing(why string, designs ...string) map[string]string {
	out := map[string]string{}
	for _, d := range designs {
		out[d] = why
	}
	return out
}

const noCounts = "raked weights are no counts, and are raked once"

var rakedOnce = refusing(noCounts, "frequency", "copies in clusters", "raked")

func linear(l *Linearized) (any, error) { return l, nil }

var contracts = map[string]estimator{
	"LinearMean":  {run: func(s *sample, d *Design) (any, error) { return linear(LinearMean(s.x, nil, d)) }},
	"LinearTotal": {run: func(s *sample, d *Design) (any, error) { return linear(LinearTotal(s.x, s.domain(), d)) }},
	"Linearized.Estimate": {run: func(s *sample, d *Design) (any, error) {
		return Difference(LinearMean(s.x, s.domain(), d),
			RatioOf(LinearTotal(s.y, nil, d), LinearTotal(s.z, nil, d))).Estimate(d, nil)
	}, covers: []string{"Combine", "Difference", "RatioOf"}},
	"Mean":  {run: func(s *sample, d *Design) (any, error) { return Mean(s.x, d, nil) }},
	"Total": {run: func(s *sample, d *Design) (any, error) { return Total(s.x, d, nil) }},
	"Ratio": {run: func(s *sample, d *Design) (any, error) { return Ratio(s.x, s.z, d, nil) }},
	"Mean/domain": {run: func(s *sample, d *Design) (any, error) { return Mean(s.y, s.domainOf(d), nil) },
		covers: []string{"Design.Domain"}},
	"Mean/parts": {run: func(s *sample, d *Design) (any, error) { return Mean(s.y, d.Domain(s.parts()), nil) }},
	"GroupMeans/parts": {run: func(s *sample, d *Design) (any, error) {
		return GroupMeans(s.y, s.group, d.Domain(s.parts()), nil)
	}},
	"Proportion/parts": {run: func(s *sample, d *Design) (any, error) {
		return Proportion(s.tick, code(s.tick, "yes"), d.Domain(s.parts()), nil)
	}},
	"NewStandardizer/domain": {run: func(s *sample, d *Design) (any, error) {
		return norms(ZScores)(s, s.domainOf(d))
	}},
	"OLS/domain": {run: func(s *sample, d *Design) (any, error) {
		return ols(Survey)(s, s.domainOf(d))
	}},
	"Quantile": {run: func(s *sample, d *Design) (any, error) { return Quantile(s.y, 0.3, d, nil) }},
	"Quantile/lower": {run: func(s *sample, d *Design) (any, error) {
		return Quantile(s.y, 0.5, d, &QuantileSettings{Lower: true})
	}},
	"Proportion":               {run: share(WilsonInterval)},
	"Proportion/logit":         {run: share(LogitInterval)},
	"Proportion/Korn-Graubard": {run: share(KornGraubardInterval)},
	"GroupMeans":               {run: func(s *sample, d *Design) (any, error) { return GroupMeans(s.y, s.group, d, nil) }},
	"GroupShares": {run: func(s *sample, d *Design) (any, error) {
		return GroupShares(s.tick, code(s.tick, "yes"), s.group, d, nil)
	}},
	"GroupEstimates.Difference": {run: func(s *sample, d *Design) (any, error) {
		g, err := GroupMeans(s.y, s.group, d, nil)
		if err != nil {
			return nil, err
		}
		return g.Difference(int(code(s.group, "north")), int(code(s.group, "west")))
	}},
	"Design.Covariance": {run: func(s *sample, d *Design) (any, error) {
		z := mat.NewDense(len(s.y), 2, nil)
		z.SetCol(0, LinearTotal(s.y, nil, d).Influence)
		z.SetCol(1, LinearTotal(s.z, nil, d).Influence)
		v, err := d.Covariance(z)
		return struct{ Covariance *mat.SymDense }{v}, err
	}},
	"Design.DF": {run: func(s *sample, d *Design) (any, error) { return struct{ DF float64 }{d.DF()}, nil },
		except: map[string]string{"unit": "a nil design does not know its length",
			"frequency": "a nil design does not know its length"}},
	"Design.Lonely":   {run: func(s *sample, d *Design) (any, error) { return struct{ Strata int }{len(d.Lonely())}, nil }},
	"Design.Warnings": {run: func(s *sample, d *Design) (any, error) { return struct{ Warnings int }{len(d.Warnings())}, nil }},
	"Design.EffectiveN": {run: func(s *sample, d *Design) (any, error) { return struct{ N float64 }{d.EffectiveN()}, nil },
		except: map[string]string{"unit": "a nil design does not know its length",
			"frequency": "a nil design does not know its length"}},
	"WelchTest": {run: welch(false), refuses: simpleOnly},
	"WelchTest/two groups": {run: welch(true), refuses: simpleOnly,
		except: map[string]string{"labels": firstGroup}},
	"GroupMeansTest": {run: func(s *sample, d *Design) (any, error) { return GroupMeansTest(s.y, s.group, d, nil) }},
	"GroupMeansTest/two groups": {run: func(s *sample, d *Design) (any, error) { return GroupMeansTest(s.y, s.tick, d, nil) },
		except: map[string]string{"labels": firstGroup}},
	"WilcoxonTest": {run: wilcoxon(false), refuses: simpleOnly,
		except: map[string]string{"labels": firstGroup}},
	"WilcoxonTest/exact": {run: wilcoxon(true), refuses: simpleOnly,
		except: map[string]string{"labels": firstGroup}},
	"WilcoxonTest/p": {run: func(s *sample, d *Design) (any, error) {
		r, err := wilcoxon(false)(s, d)
		if err != nil {
			return nil, err
		}
		return struct{ PValue, Epsilon float64 }{r.(*RankTestResult).PValue,
			r.(*RankTestResult).EpsilonSquared}, nil
	}, refuses: simpleOnly},
	"KruskalWallisTest":  {run: func(s *sample, d *Design) (any, error) { return KruskalWallisTest(s.likert.Values(), s.group, d) }, refuses: simpleOnly},
	"RankTest":           {run: func(s *sample, d *Design) (any, error) { return RankTest(s.likert.Values(), s.group, d) }},
	"CrossTab/Rao-Scott": {run: crossTab(RaoScottTest)},
	"CrossTab/Pearson":   {run: crossTab(PearsonTest), refuses: simpleOnly},
	"Rake": {run: func(s *sample, d *Design) (any, error) { return Rake(context.Background(), s.margins(), d, nil) },
		refuses: rakedOnce},
	"Rake/trimmed": {run: func(s *sample, d *Design) (any, error) {
		return Rake(context.Background(), s.margins(), d, &RakeSettings{Lowest: 0.3, Highest: 2.5})
	}, refuses: rakedOnce},
	"Rake/mean": {run: func(s *sample, d *Design) (any, error) {
		r, err := Rake(context.Background(), s.margins(), d, nil)
		if err != nil {
			return nil, err
		}
		return Mean(s.y, r.Design, nil)
	}, refuses: rakedOnce},
	"Design.Bootstrap": {run: func(s *sample, d *Design) (any, error) {
		r, err := d.Bootstrap(len(s.y), &BootstrapSettings{Replicates: 20, Seed: 1})
		if err != nil {
			return nil, err
		}
		b, err := r.Evaluate(context.Background(), func(d *Design) ([]float64, error) {
			return []float64{LinearMean(s.y, nil, d).Value}, nil
		})
		if err != nil {
			return nil, err
		}
		e, err := b.Estimate(0, nil)
		low, high := b.Percentile(0, 0.9)
		return struct {
			*BootstrapResult
			Estimate *Estimate
			LowHigh  [2]float64
		}{b, e, [2]float64{low, high}}, err
	}, covers: []string{"Replicates.Evaluate", "Replicates.Len", "Replicates.Design",
		"BootstrapResult.Estimate", "BootstrapResult.Percentile"},
		refuses: refusing("the average of other strata has no resamples", "average"),
		except: map[string]string{"rows": "resamples are drawn by row number",
			"zero":      "resamples are drawn by row number",
			"frequency": "clusters without copies shift the draws: see TestCopiesAreDrawnAsRows"}},
	"OLS":           {run: ols(HC3)},
	"OLS/classical": {run: ols(Classical), refuses: weightsOnly},
	"OLS/HC0":       {run: ols(HC0), refuses: weightsOnly},
	"OLS/HC1":       {run: ols(HC1), refuses: weightsOnly},
	"OLS/HC2":       {run: ols(HC2), refuses: weightsOnly},
	"OLS/cluster": {run: ols(Cluster), refuses: refusing("needs clusters, and knows of nothing "+
		"else: see Survey",
		"nil", "unit", "sampling", "frequency", "complex", "finite", "raked", "remove", "adjust",
		"average")},
	"OLS/survey": {run: ols(Survey)},
	"OLS/after": {run: afterOLS(HC3),
		covers: []string{"Model.Encode", "OLSResult.MarginalMeans", "OLSResult.SimpleSlopes",
			"OLSResult.TermTest",
			"OLSResult.WaldTest", "OLSResult.Contrast", "OLSResult.Predict", "OLSResult.Standardized",
			"OLSResult.Influence", "OLSResult.CooksDistance"}},
	"OLSResult.BreuschPagan": {run: func(s *sample, d *Design) (any, error) {
		r, _, err := s.fit(Classical, d)
		if err != nil {
			return nil, err
		}
		return r.BreuschPagan()
	}, refuses: refusing("no likelihood under sampling weights: see Survey",
		append([]string{"sampling"}, designNames[4:]...)...)},
	"CronbachAlpha":            {run: alpha(FeldtInterval)},
	"CronbachAlpha/linearized": {run: alpha(LinearizedInterval)},
	"McDonaldOmega":            {run: func(s *sample, d *Design) (any, error) { return McDonaldOmega(s.scaleOf("all", 0, 6), d) }},
	"ParallelAnalysis": {run: func(s *sample, d *Design) (any, error) {
		return ParallelAnalysis(s.scaleOf("all", 0, 6), d,
			&ParallelAnalysisSettings{Replicates: 50, Seed: 1})
	}},
	"HTMT": {run: func(s *sample, d *Design) (any, error) {
		return HTMT([]*Scale{s.scaleOf("a", 0, 3), s.scaleOf("b", 3, 6)}, d, nil)
	}},
	"NewStandardizer":         {run: norms(ZScores), covers: []string{"Standardizer.Apply"}},
	"NewStandardizer/robust":  {run: norms(RobustScores)},
	"NewStandardizer/normal":  {run: norms(NormalScores)},
	"NewStandardizer/percent": {run: norms(PercentOfMaximum)},
}

const firstGroup = "statistic and difference are those of the first group"

var simpleOnly = refusing("a classical test: see GroupMeansTest, RankTest, CrossTab",
	append([]string{"sampling"}, designNames[4:]...)...)

func welch(two bool) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		if two {
			return WelchTest(s.y, s.tick, d, nil)
		}
		return WelchTest(s.y, s.group, d, nil)
	}
}

// wilcoxon compares a part of the respondents, few enough to be exact.
func wilcoxon(exact bool) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		x := s.likert.Values()
		for i, z := range s.z {
			if z > 1.25 {
				x[i] = math.NaN()
			}
		}
		return WilcoxonTest(x, s.tick, d, &WilcoxonSettings{Exact: exact})
	}
}

// crossTab has its cells by label.
func crossTab(m CrossTabTest) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		r, err := CrossTab(s.group, s.likert, d, &CrossTabSettings{Test: m})
		if err != nil {
			return nil, err
		}
		count, share := map[string]int{}, map[string]float64{}
		for i, row := range r.Rows {
			for j, col := range r.Cols {
				count[row+col], share[row+col] = r.Count[i][j], r.Share[i][j]
			}
		}
		totals := *r
		totals.Rows, totals.Cols, totals.Count, totals.Share = nil, nil, nil, nil
		return struct {
			CrossTabResult
			Counts map[string]int
			Shares map[string]float64
		}{totals, count, share}, nil
	}
}

// margins of answers without gaps: those who skipped the group are of the west.
func (s *sample) margins() []Margin {
	group, tick := s.group.Select(countTo(len(s.y))), s.tick.Select(countTo(len(s.y)))
	for i := range group.data {
		if group.data[i] < 0 {
			group.data[i], tick.data[i] = code(group, "west"), code(tick, "no")
		}
	}
	a, b := make([]float64, 3), make([]float64, 2)
	a[code(group, "north")], a[code(group, "south")], a[code(group, "west")] = 0.3, 0.3, 0.4
	b[code(tick, "no")], b[code(tick, "yes")] = 0.5, 0.5
	return []Margin{{group, a}, {tick, b}}
}

// domain marks a subpopulation.
func (s *sample) domain() []float64 {
	out := make([]float64, len(s.z))
	for i, z := range s.z {
		if z > 1.4 {
			out[i] = 1
		}
	}
	return out
}

// parts are chances of belonging to a subpopulation.
func (s *sample) parts() []float64 {
	out := make([]float64, len(s.z))
	for i, z := range s.z {
		out[i] = math.Max(0, math.Min(1, 2*z-2.5))
	}
	return out
}

func (s *sample) domainOf(d *Design) *Design { return d.Domain(s.domain()) }

func share(m ProportionMethod) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		return Proportion(s.likert, code(s.likert, "4"), d, &ProportionSettings{Method: m})
	}
}

func alpha(m AlphaInterval) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		return CronbachAlpha(s.scaleOf("all", 0, 6), d, &ReliabilitySettings{Interval: m})
	}
}

// norms are fitted within groups and applied to a fixed later wave.
func norms(m StandardizeMethod) func(*sample, *Design) (any, error) {
	return func(s *sample, d *Design) (any, error) {
		z, err := NewStandardizer(s.x, s.group, d, &StandardizerSettings{Method: m, MinGroup: 10})
		if err != nil {
			return nil, err
		}
		later := &Codes{"group", s.group.levels,
			[]int8{code(s.group, "north"), code(s.group, "west"), code(s.group, "south"), Skipped}}
		scores, err := z.Apply([]float64{-1, 0.123, 2, 1}, later)
		return struct {
			Fitted *Standardizer
			Scores []float64
		}{z, scores}, err
	}
}

// exemptions are the exported functions that estimate nothing.
var exemptions = map[string]string{
	"NewCodes":        "makes a column",
	"NewTicks":        "makes a column",
	"NewDesign":       "makes a design",
	"RatedItem":       "makes an item",
	"ModelMatrix":     "makes a matrix; run through by OLS",
	"ScaleScores":     "one score per row, of that row alone: TestScaleScores",
	"Codes.Name":      "accessor",
	"Codes.Len":       "accessor",
	"Codes.Levels":    "accessor",
	"Codes.At":        "accessor",
	"Codes.Data":      "accessor",
	"Codes.Answered":  "a count of rows that knows no design",
	"Codes.Values":    "row by row",
	"Codes.Indicator": "row by row",
	"Codes.Select":    "row by row",
	"Design.Weight":   "accessor",
	"Design.Weighted": "accessor",
	"Design.Kind":     "accessor",
	"Design.Simple":   "accessor",
	"Design.Select":   "makes a design",
	"Design.Copies":   "accessor", "Design.Check": "panics or not", "Design.Exchangeable": "accessor",
	"OLSResult.WriteCSV": "writes a table", "ModelOfMatrix": "makes a matrix",
	"NewWarning": "makes a text", "Warning.In": "says it again", "Warning.Within": "says where",
	"Holm": "of p-values", "BenjaminiHochberg": "of p-values",
}
