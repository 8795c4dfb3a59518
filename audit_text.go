package ctostudy

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/tidy"
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
	rules := &document.Table{Columns: []document.Column{{Title: "rule"}, {Title: "compared", Right: true}, {Title: "contradictions", Right: true}}}
	for _, c := range r.Rules {
		rules.Add(c.Rule.String(), document.Thousands(c.Compared), document.Thousands(c.Found))
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
func (f Finding) String() string {
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
	s := document.Section{Title: "What overlapping premiums imply", Blocks: []document.Block{document.Paragraph(
		"Ratios of mean growth between groups that the premiums share, for all values that round to the printed ones. No cell of high or low on three metrics and close or distant collaboration is taken to shrink on average. Cell sizes are not published: the first bounds are for the first scenario, the second for all of them."),
		document.Paragraph("Scenarios: " + strings.Join(names, "; ") + ".")}}
	for _, b := range r.Bounds {
		needs := fmt.Sprintf("%s. Needs the readings: %s; %s.", b.Outcome, b.Close, b.Both)
		if b.Feasible == 0 {
			s.Blocks = append(s.Blocks, document.Paragraph(needs+fmt.Sprintf(" Infeasible in all %d scenarios.", b.Scenarios)))
			continue
		}
		t := &document.Table{Title: needs + fmt.Sprintf(" Feasible in %d of %d scenarios.", b.Feasible, b.Scenarios), Columns: []document.Column{
			{Title: "mean growth"}, {Title: "metric"}, {Title: "rounding", Right: true}, {Title: "rounding and cell sizes", Right: true}}}
		slower := true
		for _, row := range b.Rows {
			t.Add(row.Quantity, string(row.Metric), bounds(row.Low, row.High), bounds(row.OverallLow, row.OverallHigh))
			slower = slower && (row.Quantity != lowCloseQuantity || row.OverallHigh < 1)
		}
		if slower {
			t.Notes = append(t.Notes, "So, under these readings, close collaboration goes with slower growth than distant wherever a metric is low.")
		}
		s.Blocks = append(s.Blocks, t)
	}
	return s
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
	t := &document.Table{Title: "The standard deviation of growth, in multiples of its mean, below which each premium is told from zero (z = 1.96): for the printed value and the first scenario of cell sizes (" + r.Scenarios[0].Name + "); the smallest and the greatest over rounding and all scenarios.",
		Columns: []document.Column{{Title: "premium", Wrap: true}, {Title: "source"}, {Title: "printed", Right: true}, {Title: "n", Right: true}, {Title: "critical", Right: true}, {Title: "smallest", Right: true}, {Title: "greatest", Right: true}},
		Notes:   []string{"The report prints neither the spread nor the mean of growth, so that none of its premiums can be tested by a reader. The same spread is taken in every cell."}}
	for _, s := range r.Spread {
		t.Add(s.Figure.ID, s.Figure.Source, s.Figure.Printed, document.Thousands(s.N), document.Fixed(s.Typical, 2), document.Fixed(s.Low, 2), document.Fixed(s.High, 2))
	}
	return document.Section{Title: "How spread out growth may be", Blocks: []document.Block{t}}
}

// auditTables are the tables that an audit is written as in CSV: contradictions, one row for each
// place that speaks against a statement; implied bounds; critical spreads.
var auditTables = []struct {
	name  string
	write func(r *AuditResult, out io.Writer) error
}{
	{"findings", writeFindings},
	{"bounds", writeBounds},
	{"spread", writeSpread},
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
			return t.write(r, out)
		}
	}
	return fmt.Errorf("ctostudy: unknown table %q: use %s", table, strings.Join(AuditTables(), ", "))
}

func writeFindings(r *AuditResult, out io.Writer) error {
	t := tidy.New(out, "rule", "strength",
		"id", "source", "population", "item", "printed",
		"against_id", "against_source", "against_population", "against_item", "against_printed", "numbers")
	for _, f := range r.Findings {
		against := f.Against
		if against == nil {
			against = []place{{}}
		}
		for _, p := range against {
			t.Row(f.Rule.String(), f.Strength.String(),
				f.Statement.ID, f.Statement.Source, f.Statement.Population, f.Statement.Item, f.Statement.Printed,
				p.ID, p.Source, p.Population, p.Item, p.Printed, f.Numbers)
		}
	}
	return t.End()
}

func writeBounds(r *AuditResult, out io.Writer) error {
	t := tidy.New(out, "outcome", "close_reading", "both_reading", "feasible", "scenarios",
		"quantity", "metric", "low", "high", "overall_low", "overall_high")
	nan := math.NaN()
	for _, b := range r.Bounds {
		rows := b.Rows
		if rows == nil {
			rows = []impliedBound{{Low: nan, High: nan, OverallLow: nan, OverallHigh: nan}}
		}
		for _, x := range rows {
			t.Row(b.Outcome, b.Close, b.Both, fmt.Sprint(b.Feasible), fmt.Sprint(b.Scenarios), x.Quantity, x.Metric,
				tidy.Number(x.Low), tidy.Number(x.High), tidy.Number(x.OverallLow), tidy.Number(x.OverallHigh))
		}
	}
	return t.End()
}

func writeSpread(r *AuditResult, out io.Writer) error {
	t := tidy.New(out, "id", "source", "printed", "n", "critical", "low", "high")
	for _, s := range r.Spread {
		t.Row(s.Figure.ID, s.Figure.Source, s.Figure.Printed, fmt.Sprint(s.N),
			tidy.Number(s.Typical), tidy.Number(s.Low), tidy.Number(s.High))
	}
	return t.End()
}
