package drivers

import (
	"context"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// ImportanceMethod is how R2 is shared among drivers.
type ImportanceMethod int

const (
	// LMG is a driver's gain of R2 averaged over all orders in which the
	// drivers may enter (Lindeman, Merenda and Gold 1980), which is its Shapley
	// value and its general dominance (Budescu 1993).
	LMG ImportanceMethod = iota
	// RelativeWeights are Johnson's (2000): R2 is shared among the nearest
	// orthogonal counterparts of the drivers, and theirs among the drivers.
	RelativeWeights
)

func (m ImportanceMethod) String() string { return words.Of(m, "LMG", "relative weights") }

// MarshalText writes the method in words.
func (m ImportanceMethod) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// exactDrivers is the number of drivers up to which LMG is exact.
const exactDrivers = 20

// DriverGroup is a driver of several terms that enter together.
type DriverGroup struct {
	Name  string
	Terms []string
}

// ImportanceSettings say what shares R2 and how surely.
type ImportanceSettings struct {
	// Method is how R2 is shared; if zero, LMG.
	Method ImportanceMethod
	// Controls are the names of terms that are always in the model; what is
	// shared is the R2 beyond them.
	Controls []string
	// Groups are drivers of several terms. Each term that is neither in one
	// nor a control is a driver by itself; a factor's columns are one driver.
	Groups []DriverGroup
	// Resamples is the number of bootstrap resamples; if zero, 1,000.
	// NoResamples leaves out all that rests on them.
	Resamples   int
	NoResamples bool
	// Permutations is the number of permutations of each driver in its test
	// against zero; if zero, there is no test.
	Permutations int
	// Orderings is the number of pairs of an order and its reverse that are
	// drawn where there are more than 20 drivers; if zero, 1,000.
	Orderings int
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
	// Seed of resamples, permutations and orderings.
	Seed uint64
}

func (s *ImportanceSettings) resolved() (ImportanceSettings, error) {
	var out ImportanceSettings
	if s != nil {
		out = *s
	}
	if out.Resamples == 0 {
		out.Resamples = 1000
	}
	if out.Orderings == 0 {
		out.Orderings = 1000
	}
	if out.Method < LMG || out.Method > RelativeWeights || out.Resamples < 2 ||
		out.Permutations < 0 || out.Orderings < 2 {
		return out, fmt.Errorf("%w: %s, %d resamples, %d permutations, %d orderings", ErrSettings,
			out.Method, out.Resamples, out.Permutations, out.Orderings)
	}
	var err error
	out.Level, err = resolvedLevel(out.Level)
	return out, err
}

// ImportanceResult is how R2 of each outcome is shared among the drivers.
type ImportanceResult struct {
	Outcomes []string `json:"outcomes"`
	Drivers  []string `json:"drivers"`
	// Shares has a row per outcome and driver: outcome by outcome, the drivers
	// in the model's order.
	Shares []ShareRow `json:"shares"`
	// Differences has a row per outcome and pair of drivers, nil without
	// resamples.
	Differences []DifferenceRow `json:"differences"`
	// R2[j] is that of outcome j on controls and drivers, ControlR2[j] on the
	// controls alone (0 to 1); the shares of outcome j add up to the
	// difference.
	R2        []float64 `json:"r_squared"`
	ControlR2 []float64 `json:"control_r_squared"`
	Sample
	// Draws holds the shares of each resample, a row each, in columns as
	// Shares is in rows, NaN where the outcome did not vary; nil without
	// resamples.
	Draws    *mat.Dense         `json:"-"`
	Settings ImportanceSettings `json:"settings"`
	Warnings []stats.Warning    `json:"warnings"`
}

// MarshalJSON writes the result but for the draws; undefined numbers are null.
func (r *ImportanceResult) MarshalJSON() ([]byte, error) {
	type plain ImportanceResult
	return nulls.Marshal((*plain)(r))
}

// ShareRow is a driver's share of the R2 of an outcome.
type ShareRow struct {
	Outcome string `json:"outcome"`
	Driver  string `json:"driver"`
	// Estimate is the share in units of R2 (0 to 1), StdErr its bootstrap
	// standard error, Low and High the percentile interval.
	Estimate float64 `json:"estimate"`
	StdErr   float64 `json:"std_error"`
	Low      float64 `json:"conf_low"`
	High     float64 `json:"conf_high"`
	// Relative is the share as a fraction of the R2 beyond the controls, with
	// its own percentile interval.
	Relative     float64 `json:"relative"`
	RelativeLow  float64 `json:"relative_low"`
	RelativeHigh float64 `json:"relative_high"`
	// Rank is 1 for the largest share; RankLow to RankHigh is the set of ranks
	// that simultaneous differences leave (Mogstad and others 2024): 1 + the
	// number of drivers surely above, to the number less those surely below.
	// RankLow and RankHigh are 0 without resamples.
	Rank     int `json:"rank"`
	RankLow  int `json:"rank_low"`
	RankHigh int `json:"rank_high"`
	// PValue is (1+k)/(1+B) with k of B permutations of the driver giving no
	// smaller a share; NaN without permutations.
	PValue float64 `json:"p_value"`
	// MonteCarlo is the standard error of Estimate that comes from drawing
	// orders of the drivers; 0 where it is exact.
	MonteCarlo float64 `json:"monte_carlo"`
}

// DifferenceRow compares the shares of drivers A and B in one outcome.
type DifferenceRow struct {
	Outcome string `json:"outcome"`
	A       string `json:"a"`
	B       string `json:"b"`
	// Estimate is A's share less B's in units of R2, with its bootstrap
	// standard error and percentile interval.
	Estimate float64 `json:"estimate"`
	StdErr   float64 `json:"std_error"`
	Low      float64 `json:"conf_low"`
	High     float64 `json:"conf_high"`
	// SimultaneousLow and SimultaneousHigh hold for all pairs of drivers and
	// all outcomes at once: Estimate -+ c StdErr, c being the quantile of the
	// largest |draw - estimate| / StdErr of a resample.
	SimultaneousLow  float64 `json:"simultaneous_low"`
	SimultaneousHigh float64 `json:"simultaneous_high"`
	// Support is the bootstrap support that A outranks B: the part of the
	// resamples in which A's share is larger (ties count half). It is no
	// probability of a hypothesis.
	Support float64 `json:"support"`
}

// Importance shares the R2 of each outcome among the drivers, beyond the
// controls C that are always in:
//
//	R2(S) = 1 - RSS(C and S) / TSS
//	LMG_j = sum_{S without j} |S|! (p-|S|-1)! / p! (R2(S and j) - R2(S))
//	Johnson_j = sum_k lambda_jk^2 beta_k^2,  lambda = R^(1/2),  beta = R^(-1/2) r
//
// with R the correlations of the p drivers and r those with the outcome, after
// the controls are regressed out of both (r in units of the outcome's whole
// variance). A driver of several columns enters LMG as a whole, and has the sum of
// their relative weights, which for a factor depends on its base level. Shares
// are never negative and say what goes with an outcome, not what moves it; two
// drivers that say the same share what they say.
//
// LMG is exact up to 20 drivers; beyond, orders are drawn and MonteCarlo states
// the error. Intervals, ranks and supports come from Resamples of the
// respondents, the same for all outcomes: with replacement, each keeping its
// weight, or by [stats.Design.Bootstrap] where the design has strata, clusters or a
// finite population. A driver with a share of zero has no interval that can
// say so; the permutation test asks instead how often the driver, shuffled
// among the respondents (within strata) after the controls are regressed out
// of it, would get such a share. Under clusters it is refused.
//
// Weights, missing values and errors are as in [Multivariate]; frequency weights count as repeated rows. The model must have a
// constant ([ErrSettings]). Resamples, permutations or orderings that would keep
// more than a gigabyte are an [ErrSettings]. A control, or a group's term, that the model lacks
// or that is named twice is an [ErrTerm], and so is a group without terms or with
// no name of its own. Cross products are of standardised
// columns; a column of which less than 1e-11 of the variance is left by those
// before it is a [stats.AliasError]; in a resample it adds nothing, with a
// warning. A resample in which an outcome does not vary is left out for that
// outcome, with a warning (its Draws are NaN). It panics as Multivariate does.
//
// Sources: Grömping (2006), J. Stat. Softw. 17(1); Johnson (2000), Multivar.
// Behav. Res. 35, 1-19.
func Importance(ctx context.Context, data *Data, s *ImportanceSettings) (*ImportanceResult, error) {
	data.check()
	m, d := data.Model, data.Design
	settings, err := s.resolved()
	if err != nil {
		return nil, err
	}
	if !m.Intercept {
		return nil, fmt.Errorf("%w: the model needs a constant", ErrSettings)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &importance{model: m, design: d, settings: settings}
	if settings.Permutations > 0 {
		if w.strata, err = d.Exchangeable(m.N); err != nil {
			return nil, fmt.Errorf("%w: permutations", err)
		}
	}
	if err := w.arrange(); err != nil {
		return nil, err
	}
	if err := w.fits(len(data.Outcomes)); err != nil {
		return nil, err
	}
	out := &ImportanceResult{Outcomes: slices.Clone(data.Outcomes), Drivers: w.names,
		Settings: settings}
	kept, err := out.keep(data)
	if err != nil {
		return nil, err
	}
	if out.N <= len(m.Names) {
		return nil, fmt.Errorf("%w: %d rows, %d columns", stats.ErrTooFew, out.N, len(m.Names))
	}
	if err := w.standardise(kept, out.Rows, data); err != nil {
		return nil, err
	}
	if err := w.estimate(out); err != nil {
		return nil, err
	}
	if settings.Permutations > 0 {
		if err := w.permute(ctx, out); err != nil {
			return nil, err
		}
	}
	if !settings.NoResamples {
		if err := w.resample(ctx, out); err != nil {
			return nil, err
		}
		out.summarise()
	}
	return out, nil
}

// String returns the result as text, in English.
func (r *ImportanceResult) String() string { return r.Text(English) }

// Text returns the shares of each outcome and, with resamples, the differences of
// all pairs.
func (r *ImportanceResult) Text(l Language) string {
	t := &text{Language: l}
	interval, resampled := t.interval(r.Settings.Level), r.Differences != nil

	c := t.table(l.say("Share of R2 beyond the controls (%s)", r.Settings.Method),
		l.say("Driver"), l.say("Share"), interval, l.say("Relative"), l.say("Rank"),
		l.say("Ranks possible"))
	for o, outcome := range r.Outcomes {
		c.AddHeading(fmt.Sprintf("%s (R2 %s, n = %s)", outcome, thousandths(r.R2[o]), base(r.N)))
		for _, row := range r.Shares[o*len(r.Drivers) : (o+1)*len(r.Drivers)] {
			ranks := "-"
			if resampled {
				ranks = fmt.Sprint(row.RankLow)
			}
			if row.RankHigh > row.RankLow {
				ranks += fmt.Sprint("-", row.RankHigh)
			}
			c.Add(row.Driver, thousandths(row.Estimate), between(row.Low, row.High, thousandths),
				percent(row.Relative), fmt.Sprint(row.Rank), ranks)
		}
	}

	if resampled {
		d := t.table(l.say("Pairs of drivers"),
			l.say("Pair"), l.say("Difference"), interval, l.say("Bootstrap support"))
		outcome := ""
		for k, row := range r.Differences {
			if k == 0 || row.Outcome != outcome {
				outcome = row.Outcome
				d.AddHeading(outcome)
			}
			d.Add(row.A+" > "+row.B, thousandths(row.Estimate),
				between(row.Low, row.High, thousandths),
				percent(row.Support))
		}
		d.Notes = []string{l.say("Bootstrap support is the part of the resamples in which the first outranks the second.")}
	}
	t.warnings(r.Warnings)
	return t.String()
}
