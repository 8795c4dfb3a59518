package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// PremiumKind says which two groups of organisations a premium compares.
type PremiumKind int

const (
	// HighLow compares a high metric with a low one.
	HighLow PremiumKind = iota
	// CloseDistant compares, among organisations with a high metric, close
	// with distant CTO-CIO collaboration.
	CloseDistant
	// BothNeither compares a high metric with close collaboration to a low
	// metric with distant collaboration.
	BothNeither
)

func (k PremiumKind) String() string {
	switch k {
	case HighLow:
		return "high against low"
	case CloseDistant:
		return "close against distant among high"
	case BothNeither:
		return "high and close against low and distant"
	}
	return fmt.Sprintf("PremiumKind(%d)", int(k))
}

// MarshalText returns the kind's words.
func (k PremiumKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// PremiumRow is how much more one group of organisations grew than another.
type PremiumRow struct {
	// Outcome is "revenue" or "profit" (operating profit).
	Outcome string `json:"outcome"`
	// Metric is one of [Metrics], or [AllMetrics] for the mean of the three
	// premiums.
	Metric ScoreName   `json:"metric"`
	Kind   PremiumKind `json:"kind"`
	// Result holds the premium as a fraction (0.08: grew 8% faster). Its
	// TieShare is the weighted share of those compared whose group would be
	// another with the tied (see [Score.Tied]) on the other side of each cut,
	// and TiesOther the premium then. For AllMetrics its estimate (on a linearised error and the
	// normal distribution) and its group sizes (the smallest of the three
	// premiums) are set, the other numbers being NaN.
	Result *drivers.PremiumResult `json:"result"`
}

// SlopeRow is how much more organisations of close collaboration grew than those of distant, among
// those with a high or with a low metric.
type SlopeRow struct {
	Outcome string
	Metric  ScoreName
	High    bool
	Result  *drivers.PremiumResult
}

// slopesOutcome is the outcome whose growth is shown by metric and collaboration.
const slopesOutcome = "profit"

// slopes compares growth by collaboration at both levels of every metric. Metrics of which a level
// cannot be compared are absent.
func slopes(w *survey.Wave, scores *Scores, d *stats.Design, level float64) (rows []SlopeRow) {
	growth, _, err := growthOf(w, slopesOutcome)
	if err != nil || scores == nil || scores.Get(Collaboration) == nil {
		return nil
	}

	for _, metric := range Metrics() {
		score := scores.Get(metric)
		if score == nil {
			continue
		}
		var both []SlopeRow
		for code, high := range []bool{false, true} {
			groups := closenessAt(score, scores.Get(Collaboration), code)
			p, err := drivers.Premium(growth, groups, d, &drivers.PremiumSettings{Level: level})
			if err != nil {
				break
			}
			both = append(both, SlopeRow{slopesOutcome, metric, high, p})
		}
		if len(both) == 2 {
			rows = append(rows, both...)
		}
	}
	return rows
}

// closenessAt returns who of those with a high (1) or a low metric (0) is close
// (1) and who distant (0).
func closenessAt(score, index *Score, level int) *stats.Codes {
	high, near := score.High(), index.High()
	side := make([]int8, high.Len())
	for i := range side {
		side[i] = stats.NotAsked
		if int(high.At(i)) == level && near.At(i) >= 0 {
			side[i] = near.At(i)
		}
	}
	return mustCodes(stats.NewTicks("close", side))
}

// outcomes are the two financial outcomes.
func outcomes() []string { return []string{"revenue", "profit"} }

// premiumName is what a premium is called in LeftOut.
func premiumName(outcome string, metric ScoreName, kind PremiumKind) string {
	return fmt.Sprintf("premium of %s by %s, %s", outcome, metric, kind)
}

// premiums compares growth from 2020 to 2021,
//
//	growth = X2021 / X2020 - 1   where X2020 > 0
//	premium = mean growth of one group / mean growth of the other - 1
//
// for two outcomes, three metrics and three pairs of groups. High is a metric
// above its cut, close a collaboration index above its own ([Score.High]).
// What cannot be computed is returned as left out, in words; a premium that is
// refused because the lower group's mean is not clearly positive has a row
// besides, for the difference in points.
func premiums(w *survey.Wave, scores *Scores, d *stats.Design, level float64) (rows []PremiumRow, left []LeftOut, warnings []stats.Warning) {
	for _, outcome := range outcomes() {
		growth, more, err := growthOf(w, outcome)
		warnings = append(warnings, more...)
		for _, kind := range []PremiumKind{HighLow, CloseDistant, BothNeither} {
			var parts []PremiumRow
			for _, metric := range Metrics() {
				row, rowErr := (*PremiumRow)(nil), err
				if rowErr == nil {
					row, rowErr = premiumRow(scores, growth, metric, kind, d, level)
				}
				if rowErr != nil {
					left = append(left, LeftOut{What: premiumName(outcome, metric, kind), Why: reason(rowErr)})
					continue
				}
				row.Outcome = outcome
				if !row.Result.Defined {
					left = append(left, LeftOut{What: premiumName(outcome, metric, kind), Why: row.Result.Why})
				}
				parts = append(parts, *row)
			}
			rows = append(rows, parts...)
			if kind != BothNeither {
				continue
			}
			mean, meanErr := meanPremium(parts, d, level)
			if meanErr != nil {
				left = append(left, LeftOut{What: premiumName(outcome, AllMetrics, kind), Why: reason(meanErr)})
				continue
			}
			mean.Outcome = outcome
			rows = append(rows, *mean)
		}
	}
	return rows, left, warnings
}

// growthOf returns the growth rates of an outcome, with warnings of the respondents
// who have amounts and no rate.
func growthOf(w *survey.Wave, outcome string) ([]float64, []stats.Warning, error) {
	from, to := w.Numbers("finance", outcome+".2020"), w.Numbers("finance", outcome+".2021")
	if from == nil || to == nil {
		return nil, nil, notAvailable("the codebook's construct \"finance\" has no %s of 2020 and 2021", outcome)
	}

	from, overflows := withoutOverflow(from, to)
	growth, err := drivers.Growth(from, to)
	if err != nil {
		return nil, nil, notAvailable("growth of %s: %v", outcome, err)
	}
	if growth.N == 0 {
		return nil, nil, notAvailable("nobody gave a positive %s of 2020 and one of 2021", outcome)
	}

	var warnings []stats.Warning
	if growth.NonPositiveBase > 0 {
		warnings = append(warnings, stats.NewWarning("negative-base",
			"%d respondents with a %s of 2020 of zero or less have no growth rate and are left out of its premiums", growth.NonPositiveBase, outcome))
	}
	if overflows > 0 {
		warnings = append(warnings, stats.NewWarning("tiny-base",
			"%d respondents with a %s of 2020 next to nothing have a growth rate that is not finite and are left out of its premiums", overflows, outcome))
	}
	return growth.Rates, warnings, nil
}

// withoutOverflow returns the bases with those missing whose growth rate is not a
// finite number, such as 1e-300, and how many they are: one of them must not take
// the premiums of all others.
func withoutOverflow(from, to []float64) (kept []float64, lost int) {
	kept = slices.Clone(from)
	for i, x := range from {
		if x > 0 && math.IsInf(to[i]/x-1, 0) {
			kept[i] = math.NaN()
			lost++
		}
	}
	return kept, lost
}

// premiumRow computes one premium, and again with the ties on the other side
// of each of its cuts.
func premiumRow(scores *Scores, growth []float64, metric ScoreName, kind PremiumKind, d *stats.Design, level float64) (*PremiumRow, error) {
	if scores == nil {
		return nil, notAvailable("there are no scores")
	}
	score, index := scores.Get(metric), scores.Get(Collaboration)
	if score == nil {
		return nil, notAvailable("%s", whyNoScore(scores, metric))
	}
	if kind != HighLow && index == nil {
		return nil, notAvailable("%s", whyNoScore(scores, Collaboration))
	}
	settings := &drivers.PremiumSettings{Level: level}
	upper := groupsOf(score, index, kind, (*Score).High)
	result, err := drivers.Premium(growth, upper, d, settings)
	if err != nil {
		return nil, notAvailable("%v", err)
	}
	other := groupsOf(score, index, kind, (*Score).HighOther)
	result.TieShare = changedShare(growth, upper, other, d)
	if again, err := drivers.Premium(growth, other, d, settings); err == nil && again.Defined {
		result.TiesOther = &again.Estimate
	} else {
		result.Warnings = append(result.Warnings, stats.NewWarning("ties-other-undefined",
			"with the tied respondents on the other side of the cut no premium is defined"))
	}
	return &PremiumRow{Metric: metric, Kind: kind, Result: result}, nil
}

// groupsOf returns who is in the upper (1) and in the lower group (0), all
// others being missing; above says who is above a cut.
func groupsOf(score, index *Score, kind PremiumKind, above func(*Score) *stats.Codes) *stats.Codes {
	if kind == HighLow {
		return above(score)
	}
	high, near := above(score), above(index)
	data := make([]int8, high.Len())
	for i := range data {
		data[i] = stats.NotAsked
		h, c := high.At(i), near.At(i)
		switch {
		case h < 0 || c < 0:
		case kind == CloseDistant && h == 1:
			data[i] = c
		case kind == BothNeither && h == c:
			data[i] = h
		}
	}
	out, err := stats.NewTicks(kind.String(), data)
	if err != nil {
		panic("ctostudy: a comparison has two groups")
	}
	return out
}

// changedShare returns the weighted share of those with growth in either
// comparison whose place in it changes.
func changedShare(growth []float64, a, b *stats.Codes, d *stats.Design) float64 {
	changed, total := 0.0, 0.0
	for i, g := range growth {
		x, y := a.At(i), b.At(i)
		if math.IsNaN(g) || x < 0 && y < 0 {
			continue
		}
		total += d.Weight(i)
		if x != y {
			changed += d.Weight(i)
		}
	}
	return changed / total
}

// meanPremium returns the mean over the three metrics of their premiums, with
// the error that their common respondents give.
func meanPremium(parts []PremiumRow, d *stats.Design, level float64) (*PremiumRow, error) {
	if len(parts) != len(Metrics()) {
		return nil, errors.New("a premium of one of the metrics is not available")
	}
	third := 1 / float64(len(parts))
	value, gradient := 0.0, make([]float64, len(parts))
	linear := make([]*stats.Linearized, len(parts))
	nHigh, nLow := math.MaxInt, math.MaxInt
	for j, p := range parts {
		if !p.Result.Defined {
			return nil, errors.New("a premium of one of the metrics is not defined")
		}
		value += third * p.Result.Value
		gradient[j], linear[j] = third, p.Result.Linearized
		nHigh, nLow = min(nHigh, p.Result.NHigh), min(nLow, p.Result.NLow)
	}
	mean := stats.Combine(value, gradient, linear)
	estimate, err := mean.Estimate(d, &stats.EstimateSettings{Level: level})
	if err != nil {
		return nil, err
	}
	nan := math.NaN()
	none := stats.Estimate{Value: nan, StdErr: nan, Low: nan, High: nan, Level: level, WeightedN: nan, EffectiveN: nan}
	return &PremiumRow{Metric: AllMetrics, Kind: BothNeither, Result: &drivers.PremiumResult{
		Estimate: *estimate, Defined: true, NHigh: nHigh, NLow: nLow, Linearized: mean,
		Set:      drivers.FiellerSet{Kind: "bounded", Low: nan, High: nan, DF: nan},
		HighMean: none, LowMean: none, Difference: none, DifferenceDF: nan, TieShare: nan}}, nil
}
