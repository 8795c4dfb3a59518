package report

import (
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/tidy"
	"github.com/ctostudy/ctostudy/stats"
)

// estimateCells are estimate, std_error, conf_low, conf_high and n, empty where
// there is no estimate or it is withheld.
func estimateCells(e *stats.Estimate) []string {
	if e == nil || ctostudy.Withheld(e) {
		return []string{"", "", "", "", ""}
	}
	return []string{tidy.Number(e.Value), tidy.Number(e.StdErr), tidy.Number(e.Low), tidy.Number(e.High), strconv.Itoa(e.N)}
}

func (r *Report) writeClaims(out io.Writer) error {
	t := tidy.New(out, "id", "source", "population", "item", "published", "unit", "estimate", "std_error", "conf_low", "conf_high", "n", "reading", "evidence", "verdict")
	for _, v := range r.judgement.Verdicts {
		f := v.Figure
		published := f.Printed
		if f.AtLeast {
			published = ">" + published
		}
		cells := []string{f.ID, f.Source, f.Population, f.Item, published, v.Unit.String()}
		cells = append(cells, estimateCells(v.Estimate)...)
		t.Row(append(cells, f.Reading.String(), f.Evidence.String(), v.Outcome.String())...)
	}
	return t.End()
}

func (r *Report) writeRegression(out io.Writer, outcome string) error {
	t := tidy.New(out, "term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "vif")
	fit := r.analysis.Regression
	for _, c := range fit.Fits[slices.Index(fit.Outcomes, outcome)].Coefficients {
		t.Row(c.Term, tidy.Number(c.Estimate), tidy.Number(c.StdErr), tidy.Number(c.Statistic), tidy.Number(c.PValue), tidy.Number(c.Low), tidy.Number(c.High), tidy.Number(c.VIF))
	}
	return t.End()
}

func (r *Report) writeImportance(out io.Writer) error {
	t := tidy.New(out, "metric", "driver", "estimate", "std_error", "conf_low", "conf_high", "part", "rank", "rank_low", "rank_high")
	for _, row := range r.analysis.Importance.Shares {
		t.Row(row.Outcome, row.Driver, tidy.Number(row.Estimate), tidy.Number(row.StdErr), tidy.Number(row.Low), tidy.Number(row.High), tidy.Number(row.Relative),
			strconv.Itoa(row.Rank), strconv.Itoa(row.RankLow), strconv.Itoa(row.RankHigh))
	}
	return t.End()
}

func (r *Report) writePremiums(out io.Writer) error {
	t := tidy.New(out, "outcome", "metric", "comparison", "estimate", "std_error", "conf_low", "conf_high",
		"difference_points", "difference_conf_low", "difference_conf_high", "n_high", "n_low", "tie_share", "estimate_ties_other", "why_undefined")
	for _, p := range r.analysis.Premiums {
		x := p.Result
		nHigh, nLow := strconv.Itoa(x.NHigh), strconv.Itoa(x.NLow)
		if ctostudy.Withheld(&x.Estimate) {
			nHigh, nLow = "", ""
		}
		other := math.NaN()
		if x.TiesOther != nil {
			other = x.TiesOther.Value
		}
		t.Row(p.Outcome, string(p.Metric), p.Kind.String(), tidy.Number(100*x.Value), tidy.Number(100*x.StdErr), tidy.Number(100*x.Low), tidy.Number(100*x.High),
			tidy.Number(100*x.Difference.Value), tidy.Number(100*x.Difference.Low), tidy.Number(100*x.Difference.High),
			nHigh, nLow, tidy.Number(x.TieShare), tidy.Number(100*other), x.Why)
	}
	return t.End()
}

func (r *Report) writeArchetypes(out io.Writer) error {
	t := tidy.New(out, "class", "archetype", "part", "population", "item", "estimate", "std_error", "conf_low", "conf_high", "n", "note")
	a := r.analysis.Archetypes
	if a == nil {
		return t.End()
	}
	for k := range a.Classes() {
		add := func(part, population, item string, e *stats.Estimate, note string) {
			cells := []string{strconv.Itoa(k + 1), r.className(k), part, population, item}
			cells = append(cells, estimateCells(e)...)
			t.Row(append(cells, note)...)
		}
		for _, s := range a.Shares {
			note := ctostudy.ClassUncertainty
			if s.Population == r.classPopulation() { // the model's own estimate
				note = ""
			}
			add("share", s.Population, "", &s.Class[k], note)
		}
		for _, row := range a.Profiled() {
			add("profile", r.classPopulation(), withAnswer(row.Name, row.Label), &a.Fit.Profile[k][row.Item][row.Answer], "")
		}
		for _, h := range a.HeldOut {
			add("held out", r.classPopulation(), withAnswer(h.Item, h.Answer), h.Class[k], ctostudy.ClassUncertainty)
		}
	}
	return t.End()
}

func (r *Report) writeShares(out io.Writer) error {
	t := tidy.New(out, "population", "construct", "item", "title", "estimate", "std_error", "conf_low", "conf_high", "n", "weighted_n", "suppressed")
	for _, s := range r.analysis.Shares {
		cells := append([]string{s.Population, s.Construct, s.Item, s.Title}, estimateCells(s.Estimate)...)
		t.Row(append(cells, tidy.Number(s.WeightedN), strconv.FormatBool(ctostudy.Withheld(s.Estimate)))...)
	}
	return t.End()
}
