package drivers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// GrowthKind is how growth is measured and what is done about bases of zero or
// less and about outliers.
type GrowthKind int

const (
	// RelativeGrowth is that of [Growth].
	RelativeGrowth GrowthKind = iota
	// WinsorizedGrowth is relative growth, [Winsorized].
	WinsorizedGrowth
	// Symmetric is that of [SymmetricGrowth].
	Symmetric
	// RatioOfSums is the growth of sums of [PremiumOfSums]; there it has no
	// adjustment for controls.
	RatioOfSums
)

func (k GrowthKind) String() string {
	return words.Of(k, "relative", "winsorized", "symmetric", "ratio of sums")
}

// MarshalText writes the kind in words.
func (k GrowthKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Window is the two years that growth is between.
type Window struct{ From, To int }

func (w Window) String() string { return fmt.Sprintf("%d-%d", w.From, w.To) }

// MarshalText writes the window as "2020-2021".
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// Specification is one way to compute a premium.
type Specification struct {
	Metric string     `json:"metric"`
	Cut    CutKind    `json:"cut"`
	Window Window     `json:"window"`
	Growth GrowthKind `json:"growth"`
	// Adjusted is whether the controls are in, as in [AdjustedPremium].
	Adjusted bool `json:"adjusted"`
}

func (s Specification) String() string {
	out := fmt.Sprintf("%s, %s, %s, %s growth", s.Metric, s.Cut, s.Window, s.Growth)
	if s.Adjusted {
		out += ", adjusted"
	}
	return out
}

// Year is one year's value of a financial figure, NaN where missing.
type Year struct {
	Year   int
	Values []float64
}

// Metric is a metric by which respondents are high or low, NaN where missing.
type Metric struct {
	Name   string
	Values []float64
}

// CurveData are what the specifications choose from.
type CurveData struct {
	Metrics []Metric
	Years   []Year
	// Controls are those of adjusted premiums; if nil, none is adjusted.
	Controls []stats.Term
}

// CurveSettings limit the specifications and say how they are tested.
type CurveSettings struct {
	// Cuts, Windows and Growths are the choices; if nil, all kinds, and all
	// pairs of years, each with a later one.
	Cuts    []CutKind
	Windows []Window
	Growths []GrowthKind
	// Winsor is the share winsorised on each side; if zero, 0.025.
	Winsor float64
	// Report is the specification of the report, to be marked; if nil, none.
	Report *Specification
	// Demonstration says that the wave is synthetic and aimed at one of the
	// specifications, so that the curve shows the method and no finding.
	Demonstration bool
	// Permutations of the joint test; if zero, 499. NoPermutations leaves it
	// out.
	Permutations   int
	NoPermutations bool
	// Folds of the cross-validation; if zero, 10.
	Folds int
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
	// Seed of permutations and folds.
	Seed uint64
}

func (s *CurveSettings) resolved(data *CurveData) (CurveSettings, error) {
	var out CurveSettings
	if s != nil {
		out = *s
	}
	if out.Cuts == nil {
		out.Cuts = []CutKind{MeanCut, MedianCut, TercileCut, QuartileCut}
	}
	if out.Growths == nil {
		out.Growths = []GrowthKind{RelativeGrowth, WinsorizedGrowth, Symmetric, RatioOfSums}
	}
	if out.Windows == nil {
		for _, a := range data.Years {
			for _, b := range data.Years {
				if a.Year < b.Year {
					out.Windows = append(out.Windows, Window{a.Year, b.Year})
				}
			}
		}
	}
	if out.Winsor == 0 {
		out.Winsor = 0.025
	}
	if out.Permutations == 0 {
		out.Permutations = 499
	}
	if out.Folds == 0 {
		out.Folds = 10
	}
	if err := out.check(data); err != nil {
		return out, err
	}
	if out.Permutations < 1 || out.Folds < 2 || !(out.Winsor > 0 && out.Winsor < 0.5) {
		return out, fmt.Errorf("%w: %d permutations, %d folds, %v winsorised", ErrSettings,
			out.Permutations, out.Folds, out.Winsor)
	}
	if err := errors.Join(fits("permutations", 2, out.Permutations),
		fits("folds", out.Folds)); err != nil {
		return out, err
	}
	var err error
	out.Level, err = resolvedLevel(out.Level)
	return out, err
}

// check returns an error for choices that there are not, or that come twice.
func (s *CurveSettings) check(data *CurveData) error {
	if len(data.Metrics) == 0 || len(s.Windows) == 0 || len(s.Cuts) == 0 || len(s.Growths) == 0 {
		return fmt.Errorf("%w: a curve needs a metric, a window, a cut and a growth", ErrSettings)
	}
	seen, years := map[any]bool{}, map[int]bool{}
	var twice []string
	once := func(choice any) {
		if seen[choice] {
			twice = append(twice, fmt.Sprint(choice))
		}
		seen[choice] = true
	}
	for _, m := range data.Metrics {
		once("metric " + m.Name)
	}
	for _, y := range data.Years {
		once(fmt.Sprint("year ", y.Year))
		years[y.Year] = true
	}
	for _, w := range s.Windows {
		if once(w); !years[w.From] || !years[w.To] || w.From >= w.To {
			return fmt.Errorf("%w: there are no values for %s", ErrSettings, w)
		}
	}
	for _, k := range s.Cuts {
		if once(k); k < MeanCut || k > QuartileCut {
			return fmt.Errorf("%w: %s", ErrSettings, k)
		}
	}
	for _, k := range s.Growths {
		if once(k); k < RelativeGrowth || k > RatioOfSums {
			return fmt.Errorf("%w: %s", ErrSettings, k)
		}
	}
	if twice != nil {
		return fmt.Errorf("%w: given twice: %s", ErrSettings, strings.Join(twice, ", "))
	}
	return nil
}

// CurveRow is the premium under one specification.
type CurveRow struct {
	Specification
	Premium *PremiumResult `json:"premium"`
	// T is the difference in points by its standard error.
	T float64 `json:"t"`
	// Significant says that the difference is positive and its interval leaves
	// out zero.
	Significant bool `json:"significant"`
	// Report marks the report's specification.
	Report bool `json:"report"`
	// Set numbers, from 1, the specifications with the same respondents and the
	// same response, the only ones whose fit can be compared; 0 where there is
	// no other. PredictedR2 is the cross-validated R2 of the response on the
	// groups (and controls): 1 - PRESS / SS about the other folds' mean, at
	// most 1 and negative where the mean predicts better. Folds are of single
	// respondents, also under clusters. NaN without a set.
	Set         int     `json:"set"`
	PredictedR2 float64 `json:"predicted_r_squared"`
}

// LeftOut is a specification without a premium, and why.
type LeftOut struct {
	Specification
	Why string `json:"why"`
}

// CurveResult is the specification curve.
type CurveResult struct {
	// Rows are sorted by premium, those whose premium is refused last, by
	// difference.
	Rows []CurveRow `json:"rows"`
	// LeftOut are specifications that give no comparison, such as one that
	// empties a group.
	LeftOut []LeftOut `json:"left_out"`
	// Significant is the share of rows that are positive and significant,
	// Defined that of rows with a premium. Neither counts independent results:
	// all rows rest on the same respondents.
	Significant float64 `json:"significant"`
	Defined     float64 `json:"defined"`
	// MeanT is the mean over the rows of the joint test's statistic; PMeanT and
	// PSignificant are (1+k)/(1+B) with k of B permutations giving no smaller a
	// mean, and no smaller a share significant. NaN without permutations. MedianPremium is over the
	// rows with a premium.
	MeanT         float64 `json:"mean_t"`
	PMeanT        float64 `json:"p_mean_t"`
	PSignificant  float64 `json:"p_significant"`
	MedianPremium float64 `json:"median_premium"`
	// N is the number of respondents of the largest row, JointN that of the
	// joint test.
	N        int             `json:"n"`
	JointN   int             `json:"joint_n"`
	Settings CurveSettings   `json:"settings"`
	Warnings []stats.Warning `json:"warnings"`
}

// MarshalJSON writes the result; undefined numbers are null.
func (r *CurveResult) MarshalJSON() ([]byte, error) {
	type plain CurveResult
	return nulls.Marshal((*plain)(r))
}

// SpecificationCurve computes the premium under every combination of the
// choices (Simonsohn, Simmons and Nelson 2020), so that none is chosen in
// silence, and asks of all together whether growth goes with the metrics.
//
// The joint test permutes growth, all responses together, among the respondents
// who have it under every response of a row, all controls and some metric (a
// warning says so where they are few), within the strata of the design, and
// recomputes every row: where a row is adjusted, growth is what the controls
// predict plus the permuted residuals, regressed on group and controls again
// (Freedman and Lane 1983). Weights stay where they are, frequencies are repeated
// rows. Its statistics are one-sided, the mean
// of t and the share of rows with t above Student's quantile, where
//
//	t = r sqrt(df / (1 - r^2))
//
// is the classical statistic of the (weighted) regression of growth on group,
// controls and strata among those compared, r the partial correlation (for a ratio
// of sums, the difference by its error), computed the same way for the data. Designs
// with clusters, whose respondents cannot be exchanged, get no joint test, with
// a warning.
//
// Weights are as in [Premium]; the rows' errors are those of [Premium],
// [PremiumOfSums] and [AdjustedPremium]. Ratio of sums is never adjusted. No
// metric, no window, a window whose years there are not, and a choice that comes
// twice or does not exist, are an [ErrSettings]; a report's specification that is not among the rows is a
// warning. Other errors are as in Premium, but what a single specification
// cannot do stands in LeftOut. It panics when lengths differ.
func SpecificationCurve(ctx context.Context, data *CurveData, d *stats.Design,
	s *CurveSettings) (*CurveResult, error) {
	n := data.check()
	settings, err := s.resolved(data)
	if err != nil {
		return nil, err
	}
	d.Check(n)
	c := &curve{data: data, design: d, settings: settings, n: n}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	out := &CurveResult{Settings: settings, MeanT: math.NaN(), PMeanT: math.NaN(),
		PSignificant: math.NaN(), MedianPremium: math.NaN()}
	if err := c.rows(ctx, out); err != nil {
		return nil, err
	}
	if len(out.Rows) == 0 {
		return nil, fmt.Errorf("%w: no specification has two groups; the first: %s", ErrGroupSize,
			out.LeftOut[0].Why)
	}
	if err := c.fits(ctx); err != nil {
		return nil, err
	}
	_, err = d.Exchangeable(n)
	switch {
	case settings.NoPermutations:
	case err != nil:
		out.Warnings = append(out.Warnings, stats.NewWarning("no-joint-test",
			"respondents of a design with clusters, finite populations or raking cannot be exchanged, so there is no joint test"))
	default:
		if err := c.jointTest(ctx, out); err != nil {
			return nil, err
		}
	}
	c.finish(out)
	return out, nil
}

// String returns the result as text, in English.
func (r *CurveResult) String() string { return r.Text(English) }

// Text returns how many specifications there are, what they say together, and the
// report's.
func (r *CurveResult) Text(l Language) string {
	t := &text{Language: l}
	t.paragraph("%d specifications on up to n = %d, %d more left out: %s positive and significant, median premium %s.",
		len(r.Rows), r.N, len(r.LeftOut), percent(r.Significant), percent(r.MedianPremium))
	if !math.IsNaN(r.PMeanT) {
		t.paragraph("Joint permutation test: p = %s on n = %d.", pValue(r.PMeanT), r.JointN)
	}
	for _, row := range r.Rows {
		if row.Report {
			t.paragraph("The report's specification, %s: premium %s (%s).", row.Specification,
				percent(row.Premium.Value), between(row.Premium.Low, row.Premium.High, percent))
		}
	}
	if r.Settings.Demonstration {
		t.paragraph("Demonstration: the wave is synthetic and was aimed at one of the specifications, so that the curve shows the method and no finding.")
	}
	t.warnings(r.Warnings)
	return t.String()
}
