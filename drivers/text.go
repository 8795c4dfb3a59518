package drivers

import (
	"fmt"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// textWidth is how many columns of a terminal the texts of results take.
const textWidth = 100

// text is what a result says, block by block. Control characters in names are
// written as escapes.
type text struct {
	Language
	blocks []document.Block
}

// String returns the text, in lines that end with a line feed.
func (t *text) String() string { return document.Text(textWidth, t.blocks...) }

func (t *text) paragraph(phrase string, args ...any) {
	t.blocks = append(t.blocks, document.Paragraph(t.say(phrase, args...)))
}

// table adds a table with a left column and right-aligned others, whose titles are
// in the language already.
func (t *text) table(title string, columns ...string) *document.Table {
	out := &document.Table{Title: title}
	for k, c := range columns {
		out.Columns = append(out.Columns, document.Column{Title: c, Right: k > 0, Wrap: k == 0})
	}
	t.blocks = append(t.blocks, out)
	return out
}

// interval is the title of a column of intervals.
func (t *text) interval(level float64) string { return t.say("%g%% interval", 100*level) }

// warnings adds the warnings, each once.
func (t *text) warnings(lists ...[]stats.Warning) {
	var out document.List
	seen := map[string]bool{}
	for _, list := range lists {
		for _, w := range list {
			if line := w.String(); !seen[line] {
				seen[line] = true
				out = append(out, line)
			}
		}
	}
	if out != nil {
		t.blocks = append(t.blocks, out)
	}
}

// base writes the number of respondents behind a number, with a star if it is
// small.
func base(n int) string {
	if n < bases.Small {
		return fmt.Sprintf("%d*", n)
	}
	return fmt.Sprint(n)
}

// flag explains the star of a table, if there is one.
func (t *text) flag(table *document.Table, counts ...int) {
	for _, n := range counts {
		if n < bases.Small {
			table.Notes = append(table.Notes, t.say("* fewer than 30: read nothing into it"))
			return
		}
	}
}

// written writes a number, and "-" if it is undefined.
func written(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "-"
	}
	out := fmt.Sprintf("%.*f", decimals, x)
	if strings.Trim(out, "-0.") == "" {
		return strings.TrimPrefix(out, "-") // no negative zero
	}
	return out
}

func hundredths(x float64) string { return written(x, 2) }

func thousandths(x float64) string { return written(x, 3) }

// coefficient writes a number of any unit: to three decimals, and to two digits
// if these would all be zeros.
func coefficient(x float64) string {
	if size := math.Abs(x); size > 0 && size < 0.0005 || size >= 1e6 && !math.IsInf(x, 0) {
		return fmt.Sprintf("%.2g", x)
	}
	return thousandths(x)
}

// points writes a fraction in points, slopes in hundredths of them.
func points(x float64) string { return written(100*x, 1) }

func hundredthPoints(x float64) string { return written(100*x, 2) }

func percent(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "-"
	}
	return written(100*x, 1) + "%"
}

func pValue(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return thousandths(p)
}

// between writes an interval.
func between(low, high float64, write func(float64) string) string {
	return write(low) + " .. " + write(high)
}
