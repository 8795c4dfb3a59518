package report

import (
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// regressionTables holds the coefficients, a table for each outcome.
func (v *view) regressionTables() (out []*document.Table) {
	fit := v.analysis.Regression
	if fit == nil {
		return nil
	}

	sd := func(key string) document.Column {
		return document.Column{Key: key, Unit: document.SD, Decimals: 3}
	}
	for j, f := range fit.Fits {
		t := &document.Table{Population: "all", Columns: []document.Column{
			{Key: "term"}, sd("estimate"), sd("std_error"),
			{Key: "statistic"}, {Key: "p_value", Decimals: 3},
			sd("conf_low"), sd("conf_high"), {Key: "vif", Decimals: 2},
		}}
		t.Title = v.say("%s: R2 = %.3f, n = %s", v.say(fit.Outcomes[j]), f.R2, document.Thousands(f.N))
		for _, c := range f.Coefficients {
			t.AddRow(
				document.Named(c.Term, v.say(c.Term)),
				document.Number(c.Estimate), document.Number(c.StdErr),
				document.Number(c.Statistic), pValue(c.PValue),
				document.Number(c.Low), document.Number(c.High),
				document.Number(c.VIF))
		}
		out = append(out, t)
	}
	return out
}

// pValue is the cell of a probability; readers see small ones as a bound.
func pValue(p float64) document.Cell {
	if p < 0.001 {
		return document.Number(p).As("<0.001")
	}
	return document.Number(p)
}

// importanceTable holds how much of R2 goes with each driver; nil if nobody asked.
func (v *view) importanceTable() *document.Table {
	shared := v.analysis.Importance
	if shared == nil {
		return nil
	}

	t := &document.Table{Population: "all", Columns: []document.Column{
		{Key: "metric"}, {Key: "driver"},
		{Key: "estimate", Decimals: 3}, {Key: "std_error", Decimals: 3},
		{Key: "conf_low", Decimals: 3}, {Key: "conf_high", Decimals: 3},
		{Key: "part", Unit: document.Share, Decimals: 1},
		{Key: "rank"}, {Key: "rank_low"}, {Key: "rank_high"}, {Key: "ranks", Aside: true},
	}}
	t.Title = v.say("Shares of R2 beyond the controls (LMG)")
	t.Notes = []string{v.say("Averages over all orders in which the drivers may enter, "+
		"with bootstrap intervals (%d resamples); the ranks left are those that "+
		"simultaneous differences do not rule out.", shared.Settings.Resamples)}

	for _, row := range shared.Shares {
		ranks := strconv.Itoa(row.RankLow)
		if row.RankHigh > row.RankLow {
			ranks += "\u2013" + strconv.Itoa(row.RankHigh)
		}
		t.AddRow(
			document.Named(row.Outcome, v.say(row.Outcome)),
			document.Named(row.Driver, v.say(row.Driver)),
			document.Number(row.Estimate), document.Number(row.StdErr),
			document.Number(row.Low), document.Number(row.High),
			document.Number(row.Relative),
			document.Count(row.Rank), document.Count(row.RankLow), document.Count(row.RankHigh),
			document.Word(ranks))
	}
	return t
}

// regressionSections shows the drivers' coefficients and shares; controls are in the files.
func (v *view) regressionSections(
	coefficients []*document.Table, importance *document.Table, pictures []picturePage,
) []document.Section {
	fit := v.analysis.Regression
	if fit == nil {
		return nil
	}

	intro := v.say("Coefficients of one regression per metric: standard deviations of the metric " +
		"for one standard deviation of the driver, at equal controls. Controls are in the files.")
	errors := v.covarianceText(fit.Settings.Covariance)
	blocks := []document.Block{document.Paragraph(intro + " " + errors)}
	for _, t := range coefficients {
		blocks = append(blocks, v.shownCoefficients(t))
	}
	blocks = append(blocks, pictureBlocks(pictures, coefficientsForm)...)
	if importance != nil {
		blocks = append(blocks, v.shownImportance(importance))
	}
	return []document.Section{{Title: v.coefficientsTitle(), Blocks: blocks}}
}

// coefficientsTitle is what the study calls a picture of coefficients, whatever the metrics.
func (v *view) coefficientsTitle() string {
	for _, p := range v.analysis.Study.Pictures {
		if p.Form == coefficientsForm && len(p.Keys) > 0 {
			return v.say(p.Keys[0])
		}
	}
	return v.say("What goes with the metrics")
}

func (v *view) shownCoefficients(t *document.Table) *document.Table {
	return t.Arrange(document.Arrangement{Only: v.isDriver, Columns: []document.Shown{
		shown(v.say("driver"), document.Value("term")),
		shownNumber(v.say("coefficient"), document.Value("estimate")),
		shownNumber(v.say("std. error"), document.Value("std_error")),
		shownNumber(v.say("interval"), document.Interval("conf_low", "conf_high")),
		shownNumber("p", document.Value("p_value")),
		shownNumber("VIF", document.Value("vif")),
	}})
}

func (v *view) shownImportance(t *document.Table) *document.Table {
	return t.Arrange(document.Arrangement{Heading: "metric", Columns: []document.Shown{
		shown(v.say("driver"), document.Value("driver")),
		shownNumber(v.say("share of R2"), document.Value("estimate")),
		shownNumber(v.say("interval"), document.Interval("conf_low", "conf_high")),
		shownNumber(v.say("part, %"), document.Value("part")),
		shownNumber(v.say("ranks left"), document.Value("ranks")),
	}})
}

// isDriver reports whether a coefficient is that of a driver of the study.
func (v *view) isDriver(r document.Record) bool {
	term := r.Word("term")
	return slices.ContainsFunc(v.analysis.Study.Drivers, func(s survey.Scale) bool {
		return s.Name == term
	})
}

// covarianceText says where the coefficients' errors come from.
func (v *view) covarianceText(kind stats.CovarianceKind) string {
	switch kind {
	case stats.HC3:
		return v.say("Errors are robust (HC3).")
	case stats.Survey:
		return v.say("Errors are those of the survey's design " +
			"(linearised, from its strata, clusters and weights).")
	}
	return v.say("Errors: %s.", kind)
}
