package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// PremiumKind says which two groups of organisations a premium compares.
type PremiumKind int

const (
	// HighLow compares a high metric with a low one.
	HighLow PremiumKind = iota
	// CloseDistant compares, among organisations with a high metric, those above
	// the cut of the study's index (close) with those below it (distant).
	CloseDistant
	// BothNeither compares a high metric and close to a low metric and distant.
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
	// Outcome is one of the study's.
	Outcome string `json:"outcome"`
	// Metric is one of the study's, or [AllMetrics] for the mean of their
	// premiums.
	Metric string      `json:"metric"`
	Kind   PremiumKind `json:"kind"`
	// Result holds the premium as a fraction (0.08: grew 8% faster). Its
	// TieShare is the weighted share of those compared whose group would be
	// another with the tied (see [Score.Tied]) on the other side of each cut,
	// and TiesOther the premium then. For AllMetrics its estimate (on a linearised error and the
	// normal distribution) and its group sizes (the smallest of the metrics'
	// premiums) are set, the other numbers being NaN.
	Result *drivers.PremiumResult `json:"result"`
}

// SlopeRow is how much more organisations above the cut of the index (close) grew than those below
// it (distant), among those with a high or with a low metric.
type SlopeRow struct {
	Outcome string
	Metric  string
	High    bool
	Result  *drivers.PremiumResult
}

// slopesOutcome is the outcome whose growth is shown by metric and index: that of the study's
// picture of it or, if there is none, the last.
func slopesOutcome(study *survey.Study) string {
	for _, p := range study.Pictures {
		if p.Form == "slopes" && p.Outcome != "" {
			return p.Outcome
		}
	}
	if n := len(study.Outcomes); n > 0 {
		return study.Outcomes[n-1].Name
	}
	return ""
}

// slopes compares growth by the index at both levels of every metric. Metrics of which a level
// cannot be compared are absent.
func slopes(w *survey.Wave, study *survey.Study, scores *Scores, d *stats.Design, level float64) (
	rows []SlopeRow) {
	index := indexOf(study, scores)
	if index == nil {
		return nil
	}
	outcome := slopesOutcome(study)
	growth, _, err := growthOf(w, d, study, outcome)
	if err != nil {
		return nil
	}

	for _, metric := range study.Metrics {
		score := scores.Get(metric.Name)
		if score == nil {
			continue
		}
		var both []SlopeRow
		for code, high := range []bool{false, true} {
			groups := closenessAt(score, index, code)
			p, err := drivers.Premium(growth, groups, d, &drivers.PremiumSettings{Level: level})
			if err != nil {
				break
			}
			both = append(both, SlopeRow{outcome, metric.Name, high, p})
		}
		if len(both) == 2 {
			rows = append(rows, both...)
		}
	}
	return rows
}

// indexOf returns the score of the study's index, nil if there is none.
func indexOf(study *survey.Study, scores *Scores) *Score {
	if study.Index == nil || scores == nil {
		return nil
	}
	return scores.Get(study.Index.Name)
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

// comparisons are the kinds of premiums of a study; those by the index need one.
func comparisons(study *survey.Study) []PremiumKind {
	if study.Index == nil {
		return []PremiumKind{HighLow}
	}
	return []PremiumKind{HighLow, CloseDistant, BothNeither}
}

// premiumName is what a premium is called in LeftOut.
func premiumName(outcome, metric string, kind PremiumKind) string {
	return fmt.Sprintf("premium of %s by %s, %s", outcome, metric, kind)
}

// premiums compares growth between the two years of every outcome,
//
//	growth = X(to) / X(from) - 1   if X(from) > 0
//	premium = mean growth of one group / mean growth of the other - 1
//
// by every metric and pair of groups, and by the mean over the metrics. High is a metric above its
// cut, close an index above its own ([Score.High]). What cannot be computed is returned as left
// out, in words; a premium that is refused because the lower group's mean is not clearly positive
// has a row besides, for the difference in points.
func premiums(w *survey.Wave, study *survey.Study, scores *Scores, d *stats.Design, level float64) (
	rows []PremiumRow, left []LeftOut, warnings []stats.Warning) {
	leave := func(outcome, metric string, kind PremiumKind, why string) {
		left = append(left, LeftOut{What: premiumName(outcome, metric, kind), Why: why})
	}

	for _, o := range study.Outcomes {
		outcome := o.Name
		growth, more, err := growthOf(w, d, study, outcome)
		warnings = append(warnings, more...)

		for _, kind := range comparisons(study) {
			var parts []PremiumRow
			for _, metric := range study.Metrics {
				row, rowErr := (*PremiumRow)(nil), err
				if rowErr == nil {
					row, rowErr = premiumRow(study, scores, growth, metric.Name, kind, d, level)
				}
				if rowErr != nil {
					leave(outcome, metric.Name, kind, reason(rowErr))
					continue
				}
				row.Outcome = outcome
				if !row.Result.Defined {
					leave(outcome, metric.Name, kind, row.Result.Why)
				}
				parts = append(parts, *row)
			}
			rows = append(rows, parts...)

			if kind != BothNeither || len(study.Metrics) < 2 {
				continue
			}
			mean, meanErr := meanPremium(parts, len(study.Metrics), d, level)
			if meanErr != nil {
				leave(outcome, AllMetrics, kind, reason(meanErr))
				continue
			}
			mean.Outcome = outcome
			rows = append(rows, *mean)
		}
	}
	return rows, left, warnings
}

// growthOf returns the growth rates of an outcome, with warnings of the respondents
// who have amounts and no rate. Rows that weigh nothing have none, and count nowhere.
func growthOf(w *survey.Wave, d *stats.Design, study *survey.Study, outcome string) (
	[]float64, []stats.Warning, error) {
	o := study.Outcome(outcome)
	if o == nil {
		return nil, nil, notAvailable("there is no outcome %q", outcome)
	}
	base := amountName(o, o.From)
	from, to := w.Numbers(study.Amounts, o.From), w.Numbers(study.Amounts, o.To)
	if from == nil || to == nil {
		return nil, nil, notAvailable("the codebook's construct %q has no %s",
			study.Amounts, bothAmounts(o, " and "))
	}

	from = slices.Clone(from)
	for i := range from {
		if d.Copies(i) == 0 {
			from[i] = math.NaN()
		}
	}
	from, overflows := withoutOverflow(from, to)
	growth, err := drivers.Growth(from, to)
	if err != nil {
		return nil, nil, notAvailable("growth of %s: %v", outcome, err)
	}
	if growth.N == 0 {
		return nil, nil, notAvailable("nobody gave a positive %s", bothAmounts(o, " and one of "))
	}

	var warnings []stats.Warning
	if growth.NonPositiveBase > 0 {
		warnings = append(warnings, stats.NewWarning("negative-base",
			"%d respondents with a %s of zero or less have no growth rate and are left out of its premiums", growth.NonPositiveBase, base))
	}
	if overflows > 0 {
		warnings = append(warnings, stats.NewWarning("tiny-base",
			"%d respondents with a %s next to nothing have a growth rate that is not finite "+
				"and are left out of its premiums", overflows, base))
	}
	return growth.Rates, warnings, nil
}

// amountName is what an amount is called: "sales of 2026", or its item if that is not called
// sales.2026.
func amountName(o *survey.Outcome, item string) string {
	if name, year, ok := survey.AmountYear(item); ok && name == o.Name {
		return name + " of " + year
	}
	return item
}

// bothAmounts names the two amounts of an outcome, with what joins their years.
func bothAmounts(o *survey.Outcome, joint string) string {
	name, _, _ := survey.AmountYear(o.From)
	to, year, ok := survey.AmountYear(o.To)
	if ok && name == o.Name && to == o.Name {
		return amountName(o, o.From) + joint + year
	}
	return fmt.Sprintf("%q and %q", o.From, o.To)
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
func premiumRow(study *survey.Study, scores *Scores, growth []float64, metric string,
	kind PremiumKind, d *stats.Design, level float64) (*PremiumRow, error) {
	if scores == nil {
		return nil, notAvailable("there are no scores")
	}
	score := scores.Get(metric)
	if score == nil {
		return nil, notAvailable("%s", whyNoScore(scores, metric))
	}
	index := indexOf(study, scores)
	if kind != HighLow && index == nil {
		return nil, notAvailable("%s", whyNoScore(scores, study.Index.Name))
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

// meanPremium returns the mean over so many metrics of their premiums, with
// the error that their common respondents give.
func meanPremium(parts []PremiumRow, metrics int, d *stats.Design, level float64) (
	*PremiumRow, error) {
	if len(parts) != metrics {
		return nil, errors.New("a premium of one of the metrics is not available")
	}

	part := 1 / float64(len(parts)) // of the mean
	value := 0.0
	gradient := make([]float64, len(parts))
	linear := make([]*stats.Linearized, len(parts))
	nHigh, nLow := math.MaxInt, math.MaxInt
	for j, p := range parts {
		if !p.Result.Defined {
			return nil, errors.New("a premium of one of the metrics is not defined")
		}
		value += part * p.Result.Value
		gradient[j], linear[j] = part, p.Result.Linearized
		nHigh, nLow = min(nHigh, p.Result.NHigh), min(nLow, p.Result.NLow)
	}

	mean := stats.Combine(value, gradient, linear)
	estimate, err := mean.Estimate(d, &stats.EstimateSettings{Level: level})
	if err != nil {
		return nil, err
	}
	nan := math.NaN()
	none := stats.Estimate{Value: nan, StdErr: nan, Low: nan, High: nan, Level: level,
		WeightedN: nan, EffectiveN: nan}
	return &PremiumRow{Metric: AllMetrics, Kind: BothNeither, Result: &drivers.PremiumResult{
		Estimate: *estimate, Defined: true, NHigh: nHigh, NLow: nLow, Linearized: mean,
		Set:      drivers.FiellerSet{Kind: "bounded", Low: nan, High: nan, DF: nan},
		HighMean: none, LowMean: none, Difference: none, DifferenceDF: nan, TieShare: nan}}, nil
}

// outcomeNames returns the names of a study's outcomes.
func outcomeNames(s *survey.Study) (out []string) {
	for _, o := range s.Outcomes {
		out = append(out, o.Name)
	}
	return out
}
