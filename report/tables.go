package report

import (
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
