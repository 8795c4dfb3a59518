package segment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/stats"
)

// ProfileRow is what one class gives as one answer.
type ProfileRow struct {
	Item, Answer string
	Class        int
	// Share is the chance of the answer in the class, 0 to 1, among those who
	// answered, with an interval on the logit scale.
	Share stats.Estimate
	// All is the answer's share in all classes together; Lift is Share / All,
	// 1 where the class is like all, NaN (null) where All is 0.
	All, Lift float64
	// Difference is Share less that of the other classes together, and StdErr
	// its standard error; Statistic is their ratio, 0 where both are. A
	// difference whose standard error is 0, as where an answer separates the
	// classes perfectly, has neither statistic nor p-values: NaN (null). So has
	// a class beside which nobody is in another one, and its difference and
	// standard error are NaN too.
	Difference, StdErr, Statistic float64
	// PValue is two-sided (normal, or t with the design's degrees of freedom);
	// PAdjusted is adjusted for all tests of the result (Holm 1979), the one
	// rule for multiplicity of this package. The contrast of two classes, which
	// stands in both their rows, is one test.
	PValue, PAdjusted float64
}

// ProfileResult holds rows by item, answer and class. Items with two answers
// have rows for the second only, whose complement the first is; answers that
// nobody gave have none.
type ProfileResult struct {
	Rows     []ProfileRow
	Level    float64
	N        int // respondents, whether they answered or not
	Warnings []stats.Warning
}

// Profiles returns the answers that a latent class model was fitted to, with
// the model's own standard errors: those of differences and lifts take in that
// nobody's class is known. What the model warns of estimates on the boundary is
// passed on. A model whose information is singular is an [ErrInformation].
func Profiles(r *LatentClassResult) (*ProfileResult, error) {
	f := r.fitted
	if f.cov == nil && f.space.n > 0 {
		return nil, ErrInformation
	}
	out := &ProfileResult{Level: r.Settings.Level, N: r.N}
	for j, n := range f.x.categories {
		for c := range n {
			if n == 2 && c == 0 || f.answered[f.offset[j]+c] == 0 {
				continue
			}
			for k := range r.K {
				row := ProfileRow{
					Item: r.Items[j], Answer: f.x.labels[j][c], Class: k, Share: r.Profile[k][j][c],
				}
				row.StdErr = f.rest(r, &row, j, c, n)
				out.add(row, r.df())
			}
		}
	}
	for _, w := range r.Warnings {
		if w.Code == "boundary" || w.Code == "identification" {
			out.Warnings = append(out.Warnings, w)
		}
	}
	out.finish(r.K == 2)
	return out, nil
}

// rest fills All and Difference, and returns the difference's standard error:
// with s the shares and p the chances, difference = p_k - sum_l s_l p_l / (1 -
// s_k) over l other than k.
func (f *fitted) rest(r *LatentClassResult, row *ProfileRow, j, c, n int) float64 {
	k, others := row.Class, 1-f.m[row.Class]
	chance := func(l int) float64 { return r.Profile[l][j][c].Value }
	mean := 0.0
	for l, s := range f.m[:r.K] {
		row.All += s * chance(l)
		if l != k {
			mean += s * chance(l) / others
		}
	}
	if r.K == 1 {
		row.Difference = math.NaN()
		return math.NaN()
	}
	row.Difference = chance(k) - mean
	var g []term
	add := func(at, first, length int, by float64) {
		for _, t := range f.gradient(at, first, length) {
			g = append(g, term{t.column, by * t.value})
		}
	}
	for l, s := range f.m[:r.K] {
		first := r.K + l*f.width + f.offset[j]
		if l == k {
			add(first+c, first, n, 1)
			add(k, 0, r.K, -mean/others)
			continue
		}
		add(first+c, first, n, -s/others)
		add(l, 0, r.K, -chance(l)/others)
	}
	return math.Sqrt(quadratic(f.cov, g))
}

// Describe returns what classes give as answers to questions that took no part
// in finding them, or that clusters were found without. Membership has a row
// per respondent and a column per class, with the chances of belonging to it (a
// posterior, or 0 and 1), which are taken as known: they add nothing to the
// errors, and where they are far from 0 and 1 differences come out too small
// (Bolck, Croon and Hagenaars 2004): a warning says so. Shares, errors and designs
// are those of stats.LinearMean; N is the class's own number, the sum of the
// chances of those who answered, and EffectiveN its Kish's number (see
// [LatentClassResult.Profile]). Columns of another length than membership panic.
func Describe(
	columns []*stats.Codes, membership *mat.Dense, d *stats.Design, s *stats.EstimateSettings,
) (*ProfileResult, error) {
	n, classes := membership.Dims()
	d.Check(n)
	out := &ProfileResult{N: n}
	if s != nil {
		out.Level = s.Level
	}
	if err := confidence(&out.Level); err != nil {
		return nil, err
	}

	masks, others, twins := make([][]float64, classes), make([][]float64, classes), classes == 2
	for i := 0; i < n && twins; i++ {
		twins = math.Abs(membership.At(i, 0)+membership.At(i, 1)-1) < 1e-9
	}
	for k := range masks {
		masks[k] = mat.Col(nil, k, membership)
		for _, v := range masks[k] {
			if !(v >= 0 && v <= 1) {
				return nil, fmt.Errorf("%w: membership %v is not within 0 and 1", errValue, v)
			}
			others[k] = append(others[k], 1-v)
		}
	}
	for _, column := range columns {
		if column.Len() != n {
			panic("segment: columns and membership differ in length")
		}
		for c, level := range column.Levels() {
			if len(column.Levels()) == 2 && c == 0 {
				continue
			}
			x := column.Indicator(column.Name(), int8(c)).Values()
			all := stats.LinearMean(x, nil, d)
			if !(all.Value > 0) {
				continue
			}
			for k := range classes {
				row := ProfileRow{Item: column.Name(), Answer: level.Label, Class: k, All: all.Value}
				df, err := row.describe(x, masks[k], others[k], d, out.Level)
				if err != nil {
					return nil, err
				}
				if row.Share.WeightedN > 0 {
					out.add(row, df)
				}
			}
		}
	}
	if chances(membership) {
		out.Warnings = append(out.Warnings, stats.NewWarning("class-uncertainty",
			"it is uncertain who belongs to which class, "+
				"so that differences between classes are understated"))
	}
	out.finish(twins)
	return out, nil
}

// chances reports whether anybody belongs to a class with a chance other than 0 and
// 1.
func chances(membership *mat.Dense) bool {
	n, _ := membership.Dims()
	for i := range n {
		for _, v := range membership.RawRowView(i) {
			if v > 1e-9 && v < 1-1e-9 {
				return true
			}
		}
	}
	return false
}

// nobody is the weight of the other classes, over that of a class, below which it
// is rounding error of chances that sum to 1.
const nobody = 1e-12

// describe fills share and difference, and returns the degrees of freedom.
func (row *ProfileRow) describe(
	x, mask, others []float64, d *stats.Design, level float64,
) (df float64, err error) {
	s := &stats.EstimateSettings{Level: level}
	own := stats.LinearMean(x, mask, d)
	if own.N == 0 {
		return 0, nil
	}
	e, err := own.Estimate(d, s)
	if err != nil {
		return 0, err
	}
	on := membersOf(x, mask, d)
	e.N, e.EffectiveN = int(math.Round(on.n)), on.effective
	if p := e.Value; p > 0 && p < 1 {
		e.DesignEffect = e.StdErr * e.StdErr * on.n / (p * (1 - p))
	}

	row.Share = *e
	switch p := e.Value; {
	case p > 0 && p < 1 && e.StdErr > 0:
		row.Share.Low, row.Share.High = onLogits(p, (e.High-e.Low)/2)
	case math.IsNaN(e.StdErr) && own.N > 1: // the design knows nothing of its spread
	default:
		alone := unanimous(e.EffectiveN, level)
		row.Share.StdErr, row.Share.Low, row.Share.High = 0, min(p, alone), max(p, 1-alone)
	}
	rest := stats.LinearMean(x, others, d)
	if rest.N == 0 || rest.WeightedN < nobody*own.WeightedN {
		row.Difference, row.StdErr = math.NaN(), math.NaN()
		return e.DF, nil
	}
	difference, err := stats.Difference(own, rest).Estimate(d, s)
	if err != nil {
		return 0, err
	}
	row.Difference, row.StdErr = difference.Value, difference.StdErr
	return difference.DF, nil
}

// add completes a row and appends it.
func (r *ProfileResult) add(row ProfileRow, df float64) {
	row.Lift, row.PValue = math.NaN(), 1
	if row.All > 0 {
		row.Lift = row.Share.Value / row.All
	}
	switch {
	case row.StdErr > 0:
		row.Statistic = row.Difference / row.StdErr
		row.PValue = tails.StudentTwoSided(row.Statistic, df)
	case row.Difference != 0 || math.IsNaN(row.StdErr):
		row.Statistic, row.PValue = math.NaN(), math.NaN()
	}
	r.Rows = append(r.Rows, row)
}

// finish adjusts the p-values and warns of small bases and of tests that are
// undefined. Where classes are twins, each the complement of the other, the
// test of the second's row is that of the first's before it.
func (r *ProfileResult) finish(twins bool) {
	var tests []float64
	testOf := make([]int, len(r.Rows))
	for i, row := range r.Rows {
		if !twins || row.Class == 0 || i == 0 || !row.sameAnswer(&r.Rows[i-1]) {
			tests = append(tests, row.PValue)
		}
		testOf[i] = len(tests) - 1
	}
	adjusted := stats.Holm(tests)
	for i := range r.Rows {
		r.Rows[i].PAdjusted = adjusted[testOf[i]]
	}

	var small, undefined, alone, unknown int
	for _, row := range r.Rows {
		if row.Share.N < bases.Small {
			small++
		}
		switch {
		case math.IsNaN(row.Difference):
			alone++
		case math.IsNaN(row.StdErr):
			unknown++
		case math.IsNaN(row.PValue):
			undefined++
		}
	}
	warn := func(rows int, code, text string, more ...any) {
		if rows > 0 {
			args := append([]any{rows, len(r.Rows)}, more...)
			r.Warnings = append(r.Warnings, stats.NewWarning(code, text, args...))
		}
	}
	warn(alone, "no-other-class", "%d of %d rows have no difference and no p-value, "+
		"since nobody who answered is in another class")
	warn(unknown, "no-degrees-of-freedom", "%d of %d differences have neither a standard error "+
		"nor a p-value, since all respondents are of one first-stage unit")
	warn(undefined, "no-error", "%d of %d differences have no standard error, and no p-value, "+
		"since nobody departs from what the class answers")
	warn(small, "small-base", "%d of %d rows have fewer than %d respondents; "+
		"treat them as indicative only", bases.Small)
}

// sameAnswer reports whether two rows are of the same answer.
func (row *ProfileRow) sameAnswer(other *ProfileRow) bool {
	return row.Item == other.Item && row.Answer == other.Answer
}

// MarshalJSON writes the row; undefined numbers are null.
func (row ProfileRow) MarshalJSON() ([]byte, error) {
	type plain ProfileRow
	return nulls.Marshal(plain(row))
}
