package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/ctostudy/ctostudy/internal/document"
)

// tables are what a report prints and writes to files, each made once.
type tables struct {
	claims     *document.Table
	shares     *document.Table
	premiums   *document.Table
	classes    *document.Table
	importance *document.Table   // nil without a regression, as are the coefficients
	regression []*document.Table // one for each outcome
}

func newTables(v *view) *tables {
	return &tables{
		claims:     v.claimsTable(),
		shares:     v.sharesTable(),
		premiums:   v.premiumsTable(),
		classes:    v.classesTable(),
		importance: v.importanceTable(),
		regression: v.regressionTables(),
	}
}

// namedTable is a table with the name of its file, without an ending.
type namedTable struct {
	name string
	*document.Table
}

// named returns the tables that there are, in the order in which files are written.
func (t *tables) named(v *view) []namedTable {
	out := []namedTable{
		{"claims", t.claims}, {"premiums", t.premiums}, {"archetypes", t.classes}, {"shares", t.shares},
	}
	for j, coefficients := range t.regression {
		name := "regression-" + fileWord(v.analysis.Regression.Outcomes[j])
		out = append(out, namedTable{name, coefficients})
	}
	if t.importance != nil {
		out = append(out, namedTable{"importance", t.importance})
	}
	return out
}

// writeTables writes tables as one JSON object, a line for each.
func writeTables(out io.Writer, tables []namedTable) error {
	text := bytes.NewBufferString("{\n")
	for i, t := range tables {
		name, err := json.Marshal(t.name)
		if err != nil {
			return err
		}
		rows, err := json.Marshal(t.Table)
		if err != nil {
			return err
		}

		if i > 0 {
			text.WriteString(",\n")
		}
		text.Write(name)
		text.WriteString(": ")
		text.Write(rows)
	}
	text.WriteString("\n}\n")

	_, err := out.Write(document.VisibleJSON(text.Bytes()))
	return err
}
