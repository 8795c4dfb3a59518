package ctostudy

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
)

// auditWidth is the number of columns of an audit as text.
const auditWidth = 100

// WriteText writes the contradictions, the implied bounds and the critical
// spreads in lines of at most 100 columns, with what is assumed.
func (r *AuditResult) WriteText(out io.Writer) error {
	d := &document.Document{Title: fmt.Sprintf("Audit of %d printed figures", r.Figures), Lead: []string{
		"Printed figures are compared with each other; no answers are looked at. excluded: no values that round to what is printed satisfy both places. narrow: both hold, but only for values that neither prints. tension: different questions whose answers point different ways."},
		Sections: []document.Section{r.findingSection()}}
	if len(r.Bounds) > 0 {
		d.Sections = append(d.Sections, r.boundsSection())
	}
	if len(r.Spread) > 0 {
		d.Sections = append(d.Sections, r.spreadSection())
	}
	if len(r.Warnings) > 0 {
		var list document.List
		for _, w := range r.Warnings {
			list = append(list, w.String())
		}
		d.Sections = append(d.Sections, document.Section{Title: "Warnings", Blocks: []document.Block{list}})
	}
	return d.WriteText(out, auditWidth)
}

func (r *AuditResult) findingSection() document.Section {
	rules := &document.Table{Columns: []document.Column{
		{Title: "rule"}, {Title: "compared", Right: true}, {Title: "contradictions", Right: true}}}
	for _, c := range r.Rules {
		rules.AddRow(document.Word(c.Rule.String()), document.Count(c.Compared), document.Count(c.Found))
	}
	s := document.Section{Title: "Contradictions", Blocks: []document.Block{rules}}
	var list document.List
	for _, f := range r.Findings {
		list = append(list, f.String())
	}
	if list != nil {
		s.Blocks = append(s.Blocks, list)
	}
	return s
}

// String returns the finding in one line: rule, strength, the statement, the
// sources that speak against it with their figures, and the numbers.
func (f finding) String() string {
	text := fmt.Sprintf("%s, %s: %s.", f.Rule, f.Strength, f.Statement)
	source := ""
	for _, p := range f.Against {
		switch {
		case source == "":
			text += fmt.Sprintf(" Against %s (%s", p.Source, p.ID)
		case p.Source != source:
			text += fmt.Sprintf("), %s (%s", p.Source, p.ID)
		default:
			text += ", " + p.ID
		}
		source = p.Source
	}
	if source != "" {
		text += ")."
	}
	return text + " " + f.Numbers + "."
}

func (r *AuditResult) boundsSection() document.Section {
	var names []string
	for _, c := range r.Scenarios {
		names = append(names, c.Name)
	}
	blocks := []document.Block{
		document.Paragraph("Ratios of mean growth between groups that the premiums share, for all values " +
			"that round to the printed ones. No cell of high or low on three metrics and close or distant " +
			"collaboration is taken to shrink on average. Cell sizes are not published: the first bounds " +
			"are for the first scenario, the second for all of them."),
		document.Paragraph("Scenarios: " + strings.Join(names, "; ") + "."),
	}

	t := r.boundsTable()
	for _, b := range r.Bounds {
		needs := fmt.Sprintf("%s. Needs the readings: %s; %s.", b.Outcome, b.Close, b.Both)
		if b.Feasible == 0 {
			needs += fmt.Sprintf(" Infeasible in all %d scenarios.", b.Scenarios)
			blocks = append(blocks, document.Paragraph(needs))
			continue
		}

		seen := document.Arrangement{
			Title: needs + fmt.Sprintf(" Feasible in %d of %d scenarios.", b.Feasible, b.Scenarios),
			Only: func(row document.Record) bool {
				return row.Word("outcome") == b.Outcome &&
					row.Word("close_reading") == b.Close && row.Word("both_reading") == b.Both
			},
			Columns: []document.Shown{
				{Title: "mean growth", Show: []document.Part{document.Value("quantity")}},
				{Title: "metric", Show: []document.Part{document.Value("metric")}},
				{Title: "rounding", Show: []document.Part{document.Value("range")}, Right: true},
				{Title: "rounding and cell sizes", Show: []document.Part{document.Value("overall_range")}, Right: true},
			},
		}
		if b.slower() {
			seen.Notes = []string{"So, under these readings, close collaboration goes with slower growth " +
				"than distant wherever a metric is low."}
		}
		blocks = append(blocks, t.Arrange(seen))
	}
	return document.Section{Title: "What overlapping premiums imply", Blocks: blocks}
}

// slower reports whether, whatever a metric, those who are low on it grow slower with close
// collaboration than with distant.
func (b impliedBounds) slower() bool {
	for _, row := range b.Rows {
		if row.Quantity == lowCloseQuantity && !(row.OverallHigh < 1) {
			return false
		}
	}
	return true
}

// bounds writes a range of ratios.
func bounds(low, high float64) string {
	if math.IsNaN(low) {
		return document.Unknown
	}
	if math.IsInf(high, 1) {
		return "from " + document.Fixed(low, 2)
	}
	return document.Fixed(low, 2) + " to " + document.Fixed(high, 2)
}

func (r *AuditResult) spreadSection() document.Section {
	number := func(title, key string) document.Shown {
		return document.Shown{Title: title, Show: []document.Part{document.Value(key)}, Right: true}
	}
	seen := r.spreadTable().Arrange(document.Arrangement{
		Title: "The standard deviation of growth, in multiples of its mean, below which each premium is " +
			"told from zero (z = 1.96): for the printed value and the first scenario of cell sizes (" +
			r.Scenarios[0].Name + "); the smallest and the greatest over rounding and all scenarios.",
		Columns: []document.Shown{
			{Title: "premium", Show: []document.Part{document.Value("id")}, Wrap: true},
			{Title: "source", Show: []document.Part{document.Value("source")}},
			number("printed", "printed"), number("n", "n"), number("critical", "critical"),
			number("smallest", "low"), number("greatest", "high"),
		},
		Notes: []string{"The report prints neither the spread nor the mean of growth, so that none of its " +
			"premiums can be tested by a reader. The same spread is taken in every cell."},
	})
	return document.Section{Title: "How spread out growth may be", Blocks: []document.Block{seen}}
}

// auditTables are the tables that an audit is written as in CSV: contradictions, one row for each
// place that speaks against a statement; implied bounds; critical spreads.
var auditTables = []struct {
	name string
	of   func(*AuditResult) *document.Table
}{
	{"findings", (*AuditResult).findingsTable},
	{"bounds", (*AuditResult).boundsTable},
	{"spread", (*AuditResult).spreadTable},
}

// AuditTables returns the names of the tables that [AuditResult.WriteCSV] writes.
func AuditTables() []string {
	var names []string
	for _, t := range auditTables {
		names = append(names, t.name)
	}
	return names
}

// WriteCSV writes the table of a name in [AuditTables], numbers with 6 significant
// digits and nothing where they are undefined or infinite.
func (r *AuditResult) WriteCSV(out io.Writer, table string) error {
	for _, t := range auditTables {
		if t.name == table {
			return t.of(r).WriteCSV(out)
		}
	}
	return fmt.Errorf("ctostudy: unknown table %q: use %s", table, strings.Join(AuditTables(), ", "))
}

// emptyTable returns an empty table of some columns.
func emptyTable(keys ...string) *document.Table {
	t := &document.Table{}
	for _, key := range keys {
		t.Columns = append(t.Columns, document.Column{Key: key})
	}
	return t
}

func (r *AuditResult) findingsTable() *document.Table {
	t := emptyTable("rule", "strength",
		"id", "source", "population", "item", "printed",
		"against_id", "against_source", "against_population", "against_item", "against_printed", "numbers")
	for _, f := range r.Findings {
		against := f.Against
		if against == nil {
			against = []place{{}}
		}
		for _, p := range against {
			t.Add(f.Rule.String(), f.Strength.String(),
				f.Statement.ID, f.Statement.Source, f.Statement.Population, f.Statement.Item, f.Statement.Printed,
				p.ID, p.Source, p.Population, p.Item, p.Printed, f.Numbers)
		}
	}
	return t
}

func (r *AuditResult) boundsTable() *document.Table {
	t := emptyTable("outcome", "close_reading", "both_reading", "feasible", "scenarios",
		"quantity", "metric", "low", "high", "overall_low", "overall_high")
	t.Columns = append(t.Columns,
		document.Column{Key: "range", Aside: true}, document.Column{Key: "overall_range", Aside: true})

	nan := math.NaN()
	for _, b := range r.Bounds {
		rows := b.Rows
		if rows == nil {
			rows = []impliedBound{{Low: nan, High: nan, OverallLow: nan, OverallHigh: nan}}
		}
		for _, x := range rows {
			t.AddRow(document.Word(b.Outcome), document.Word(b.Close), document.Word(b.Both),
				document.Count(b.Feasible), document.Count(b.Scenarios),
				document.Word(x.Quantity), document.Word(x.Metric),
				document.Number(x.Low), document.Number(x.High),
				document.Number(x.OverallLow), document.Number(x.OverallHigh),
				document.Word(bounds(x.Low, x.High)), document.Word(bounds(x.OverallLow, x.OverallHigh)))
		}
	}
	return t
}

func (r *AuditResult) spreadTable() *document.Table {
	t := emptyTable("id", "source", "printed", "n", "critical", "low", "high")
	for i := range t.Columns {
		t.Columns[i].Decimals = 2
	}
	for _, s := range r.Spread {
		t.AddRow(document.Word(s.Figure.ID), document.Word(s.Figure.Source), document.Word(s.Figure.Printed),
			document.Count(s.N),
			document.Number(s.Typical), document.Number(s.Low), document.Number(s.High))
	}
	return t
}

// MarshalJSON writes everything. Characters that a terminal or an editor would act on are escapes.
func (r *AuditResult) MarshalJSON() ([]byte, error) {
	type plain AuditResult
	text, err := json.Marshal((*plain)(r))
	if err != nil {
		return nil, err
	}
	return document.VisibleJSON(text), nil
}
