package ctostudy

import (
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// digits is the number of significant digits in files for machines: fewer than
// agree between processors.
const digits = 6

// csvNumber writes a number, nothing where it is undefined.
func csvNumber(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', digits, 64)
}

// tidy writes a table as CSV. Every cell goes through [document.Cell]: a text of a codebook
// or of a claims file can stand in any column.
type tidy struct {
	*csv.Writer
	err error
}

func newTidy(out io.Writer, header ...string) *tidy {
	t := &tidy{Writer: csv.NewWriter(out)}
	t.row(header...)
	return t
}

func (t *tidy) row(cells ...string) {
	if t.err == nil {
		t.err = t.Write(document.Cells(cells...))
	}
}

func (t *tidy) end() error {
	t.Flush()
	if t.err != nil {
		return t.err
	}
	return t.Error()
}

// estimateCells are estimate, std_error, conf_low, conf_high and n, empty where
// there is no estimate or it is withheld.
func estimateCells(e *stats.Estimate) []string {
	if e == nil || isWithheld(e) {
		return []string{"", "", "", "", ""}
	}
	return []string{csvNumber(e.Value), csvNumber(e.StdErr), csvNumber(e.Low), csvNumber(e.High), strconv.Itoa(e.N)}
}

func (r *Report) writeClaims(out io.Writer) error {
	t := newTidy(out, "id", "source", "population", "item", "published", "unit", "estimate", "std_error", "conf_low", "conf_high", "n", "reading", "evidence", "verdict")
	for _, v := range r.judgement.Verdicts {
		f := v.Figure
		published := f.Printed
		if f.AtLeast {
			published = ">" + published
		}
		cells := []string{f.ID, f.Source, f.Population, f.Item, published, v.Unit.String()}
		cells = append(cells, estimateCells(v.Estimate)...)
		t.row(append(cells, f.Reading.String(), f.Evidence.String(), v.Outcome.String())...)
	}
	return t.end()
}

func (r *Report) writeRegression(out io.Writer, outcome string) error {
	t := newTidy(out, "term", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high", "vif")
	fit := r.analysis.Regression
	for _, c := range fit.Fits[slices.Index(fit.Outcomes, outcome)].Coefficients {
		t.row(c.Term, csvNumber(c.Estimate), csvNumber(c.StdErr), csvNumber(c.Statistic), csvNumber(c.PValue), csvNumber(c.Low), csvNumber(c.High), csvNumber(c.VIF))
	}
	return t.end()
}

func (r *Report) writeImportance(out io.Writer) error {
	t := newTidy(out, "metric", "driver", "estimate", "std_error", "conf_low", "conf_high", "part", "rank", "rank_low", "rank_high")
	for _, row := range r.analysis.Importance.Shares {
		t.row(row.Outcome, row.Driver, csvNumber(row.Estimate), csvNumber(row.StdErr), csvNumber(row.Low), csvNumber(row.High), csvNumber(row.Relative),
			strconv.Itoa(row.Rank), strconv.Itoa(row.RankLow), strconv.Itoa(row.RankHigh))
	}
	return t.end()
}

func (r *Report) writePremiums(out io.Writer) error {
	t := newTidy(out, "outcome", "metric", "comparison", "estimate", "std_error", "conf_low", "conf_high",
		"difference_points", "difference_conf_low", "difference_conf_high", "n_high", "n_low", "tie_share", "estimate_ties_other", "why_undefined")
	for _, p := range r.analysis.Premiums {
		x := p.Result
		nHigh, nLow := strconv.Itoa(x.NHigh), strconv.Itoa(x.NLow)
		if isWithheld(&x.Estimate) {
			nHigh, nLow = "", ""
		}
		other := math.NaN()
		if x.TiesOther != nil {
			other = x.TiesOther.Value
		}
		t.row(p.Outcome, string(p.Metric), p.Kind.String(), csvNumber(100*x.Value), csvNumber(100*x.StdErr), csvNumber(100*x.Low), csvNumber(100*x.High),
			csvNumber(100*x.Difference.Value), csvNumber(100*x.Difference.Low), csvNumber(100*x.Difference.High),
			nHigh, nLow, csvNumber(x.TieShare), csvNumber(100*other), x.Why)
	}
	return t.end()
}

func (r *Report) writeArchetypes(out io.Writer) error {
	t := newTidy(out, "class", "archetype", "part", "population", "item", "estimate", "std_error", "conf_low", "conf_high", "n", "note")
	a := r.analysis.Archetypes
	if a == nil {
		return t.end()
	}
	for k := range a.Classes() {
		add := func(part, population, item string, e *stats.Estimate, note string) {
			cells := []string{strconv.Itoa(k + 1), r.className(k), part, population, item}
			cells = append(cells, estimateCells(e)...)
			t.row(append(cells, note)...)
		}
		for _, s := range a.Shares {
			note := understated
			if s.Population == "cto" { // the model's own estimate
				note = ""
			}
			add("share", s.Population, "", &s.Class[k], note)
		}
		for _, row := range a.answers() {
			add("profile", "cto", withAnswer(row.name, row.label), &a.Fit.Profile[k][row.item][row.answer], "")
		}
		for _, h := range a.HeldOut {
			add("held out", "cto", withAnswer(h.Item, h.Answer), h.Class[k], understated)
		}
	}
	return t.end()
}

func (r *Report) writeShares(out io.Writer) error {
	t := newTidy(out, "population", "construct", "item", "title", "estimate", "std_error", "conf_low", "conf_high", "n", "weighted_n", "suppressed")
	for _, s := range r.analysis.Shares {
		cells := append([]string{s.Population, s.Construct, s.Item, s.Title}, estimateCells(s.Estimate)...)
		t.row(append(cells, csvNumber(s.WeightedN), strconv.FormatBool(isWithheld(s.Estimate)))...)
	}
	return t.end()
}
