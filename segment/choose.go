package segment

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// ChooseClassesRow is what a number of classes comes to.
type ChooseClassesRow struct {
	K                 int
	LogLik            float64
	NPar              int
	Criteria                   // at n
	Kish              Criteria // at Kish's n; the same where not Pseudo
	RelativeEntropy   float64
	SmallestShare     float64 // 0 to 1
	Starts, Hits      int
	Distinct          int
	Converged         bool
	Warnings          []stats.Warning
	RunnerUpAgreement float64 // as in Search; NaN (null) for a single optimum
}

// ChooseClassesResult is a table of models of the same data, a row per number
// of classes in rising order.
type ChooseClassesResult struct {
	Rows []ChooseClassesRow
	// Pseudo says that sampling weights make likelihood and criteria pseudo ones.
	Pseudo     bool
	N          int
	EffectiveN float64
	Settings   LatentClassSettings
	Warnings   []stats.Warning
}

// ChooseClasses fits 1 to most classes, each as [LatentClass] does with the
// same settings, and returns what the criteria say. No criterion is a proof:
// look at the residuals ([BivariateResiduals]) and at the number of ticks
// ([ResponseStyle]) before believing a further class, since dependence within
// a class makes all of them ask for more. Numbers above that of distinct
// patterns are left out with a warning; most below 1 is an [ErrClasses]. A
// cancelled context ends with its error and the rows that were done.
func ChooseClasses(
	ctx context.Context, x *Items, most int, d *stats.Design, s *LatentClassSettings,
) (*ChooseClassesResult, error) {
	set, err := s.resolved()
	if err != nil {
		return nil, err
	}
	d.Check(x.sample)
	dat := newData(x, d)
	if most < 1 {
		return nil, fmt.Errorf("%w: up to %d asked for", ErrClasses, most)
	}

	out := &ChooseClassesResult{Settings: set}
	if n := dat.distinct(); most > n {
		out.Warnings = append(out.Warnings, stats.NewWarning("patterns",
			"%d answer patterns tell at most %d classes apart: more were not tried", n, n))
		most = n
	}

	for k := 1; k <= most; k++ {
		r, err := dat.search(ctx, k, d, set)
		if err != nil {
			out.Warnings = append(out.Warnings, stats.NewWarning("cancelled",
				"the search was cancelled: %d of %d numbers of classes were tried", k-1, most))
			return out, err
		}
		out.Pseudo, out.N, out.EffectiveN = r.Pseudo, r.N, r.EffectiveN
		out.Rows = append(out.Rows, ChooseClassesRow{
			K: k, LogLik: r.LogLik, NPar: r.NPar, Criteria: r.Criteria, Kish: r.Kish,
			RelativeEntropy: r.RelativeEntropy, SmallestShare: r.fitted.m[k-1],
			Starts: r.Starts, Hits: r.Hits, Distinct: r.Distinct, Converged: r.Converged,
			RunnerUpAgreement: r.RunnerUpAgreement, Warnings: r.Warnings,
		})
	}
	return out, nil
}

// Best returns the row with the smallest value of a criterion at n, ties to
// fewer classes; nil where there is no row.
func (r *ChooseClassesResult) Best(c Criterion) *ChooseClassesRow {
	var best *ChooseClassesRow
	for i := range r.Rows {
		if best == nil || c.of(r.Rows[i].Criteria) < c.of(best.Criteria) {
			best = &r.Rows[i]
		}
	}
	return best
}

// String writes the table. Criteria are called pseudo where they are, and
// printed at n and at Kish's n.
func (r *ChooseClassesResult) String() string {
	blocks := []document.Block{
		r.table(float64(r.N), func(row *ChooseClassesRow) Criteria { return row.Criteria }),
	}
	if r.Pseudo && math.Abs(r.EffectiveN-float64(r.N)) > 1e-9*r.EffectiveN {
		blocks = append(blocks,
			r.table(r.EffectiveN, func(row *ChooseClassesRow) Criteria { return row.Kish }))
	}
	return document.Text(100, blocks...)
}

// table holds the criteria at n respondents.
func (r *ChooseClassesResult) table(n float64, at func(*ChooseClassesRow) Criteria) *document.Table {
	pseudo := ""
	if r.Pseudo {
		pseudo = "pseudo-"
	}
	title := "%sAIC, %[1]sBIC, %[1]sSABIC and %[1]sICL at n = %.6g; smaller is better"
	t := &document.Table{Title: fmt.Sprintf(title, pseudo, n)}
	for _, name := range []string{
		"k", "parameters", "log-lik", "AIC", "BIC", "SABIC", "ICL", "entropy", "smallest", "starts", "hits",
	} {
		t.Columns = append(t.Columns, document.Column{Title: name, Right: true})
	}

	for i := range r.Rows {
		row := &r.Rows[i]
		c := at(row)
		t.Add(strconv.Itoa(row.K), strconv.Itoa(row.NPar), document.Fixed(row.LogLik, 2),
			document.Fixed(c.AIC, 1), document.Fixed(c.BIC, 1), document.Fixed(c.SABIC, 1),
			document.Fixed(c.ICL, 1), document.Fixed(row.RelativeEntropy, 3),
			document.Fixed(100*row.SmallestShare, 1)+"%", strconv.Itoa(row.Starts), strconv.Itoa(row.Hits))
	}
	return t
}

// MarshalJSON writes the row; undefined numbers are null.
func (r ChooseClassesRow) MarshalJSON() ([]byte, error) {
	type plain ChooseClassesRow
	return nulls.Marshal(plain(r))
}
