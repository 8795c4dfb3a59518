package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

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
	for j, name := range distinct("regression-", v.regressed()) {
		out = append(out, namedTable{name, t.regression[j]})
	}
	if t.importance != nil {
		out = append(out, namedTable{"importance", t.importance})
	}
	return out
}

// regressed returns the names of the outcomes that have coefficients.
func (v *view) regressed() []string {
	if v.analysis.Regression == nil {
		return nil
	}
	return v.analysis.Regression.Outcomes
}

// distinct returns a file name for each text. Texts of other scripts have no safe characters and
// would all have one name, so that a name that was given already gets a number.
func distinct(prefix string, texts []string) []string {
	given := map[string]bool{}
	out := make([]string, len(texts))
	for i, text := range texts {
		word := prefix + fileWord(text)
		name := word
		for k := 2; given[name]; k++ {
			name = word + "-" + strconv.Itoa(k)
		}
		given[name] = true
		out[i] = name
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
