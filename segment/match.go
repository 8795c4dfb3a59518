package segment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// MatchSettings say how profiles are compared.
type MatchSettings struct {
	// Floor[r][c] is the smallest printed value of reference r among items
	// like c. A cell that the reference does not list counts as a distance
	// only where the profile lies above the floor; NaN, or a nil matrix,
	// leaves unlisted cells out.
	Floor *mat.Dense
	// Margin is how much larger, relative to the best total distance, the
	// runner-up's has to be, from 0; if zero, 0.5 (half as large again).
	Margin float64
}

// MatchResult is an assignment of references to classes.
type MatchResult struct {
	// ClassOf[r] is the class (row of profiles) that reference r names.
	ClassOf []int
	// Distance[r] is its mean squared logit difference.
	Distance []float64
	// All[k][r] is the distance of every class to every reference.
	All [][]float64
	// Total is the sum of the distances, RunnerUp that of the second best
	// assignment (+Inf where there is one assignment only).
	Total, RunnerUp float64
	// Ambiguous says that the runner-up is close, and Warnings say so in words.
	Ambiguous bool
	Warnings  []stats.Warning
}

// Match names classes: it assigns every reference profile to another class so
// that the sum of the mean squared logit differences is least, over the cells
// that any reference lists. Both matrices have a row per profile and a column
// per item; probabilities are held within 0.005 and 0.995 before the logit.
// Assignments are those of Kuhn's (1955) Hungarian method; the second best is
// the best of those that give up one pair of the best. Ties go to the lower
// class. Different numbers of columns, and a floor of another shape than the
// reference, panic; fewer classes than references, and a reference that lists no
// cell that could be compared, are an [ErrMatch]; profiles that are not within 0
// and 1, and listed cells and floors that are not, an error.
func Match(profiles, reference *mat.Dense, s *MatchSettings) (*MatchResult, error) {
	k, p := profiles.Dims()
	refs, q := reference.Dims()
	if p != q {
		panic("segment: profiles and reference differ in items")
	}
	if refs > k {
		return nil, fmt.Errorf("%w: %d classes, %d references", ErrMatch, k, refs)
	}
	set := MatchSettings{}
	if s != nil {
		set = *s
	}
	if !(set.Margin >= 0) || math.IsInf(set.Margin, 1) {
		return nil, fmt.Errorf("%w: margin %v", errSettings, set.Margin)
	}
	if set.Margin == 0 {
		set.Margin = 0.5
	}
	if err := set.check(profiles, reference); err != nil {
		return nil, err
	}
	r := &MatchResult{RunnerUp: math.Inf(1)}
	cost := make([][]float64, refs)
	for c := range k {
		row := make([]float64, refs)
		for a := range refs {
			row[a], _ = profileDistance(profiles.RawRowView(c), reference, a, set.Floor)
			cost[a] = append(cost[a], row[a])
		}
		r.All = append(r.All, row)
	}
	r.ClassOf, r.Total = assignment(cost)
	for a, c := range r.ClassOf {
		r.Distance = append(r.Distance, cost[a][c])
		kept := cost[a][c]
		cost[a][c] = math.Inf(1)
		if _, total := assignment(cost); total < r.RunnerUp {
			r.RunnerUp = total
		}
		cost[a][c] = kept
	}
	if r.RunnerUp <= r.Total*(1+set.Margin) {
		r.Ambiguous = true
		r.Warnings = append(r.Warnings, stats.NewWarning("ambiguous-names",
			"another naming of the classes fits nearly as well (distance %.3g against %.3g): "+
				"do not rely on the names", r.RunnerUp, r.Total))
	}
	return r, nil
}

// check refuses shares that are none, and references without a cell to compare.
func (s *MatchSettings) check(profiles, reference *mat.Dense) error {
	refs, p := reference.Dims()
	if s.Floor != nil {
		if a, b := s.Floor.Dims(); a != refs || b != p {
			panic("segment: floor and reference differ in shape")
		}
	}
	shares := func(what string, m *mat.Dense, missing bool) error {
		rows, _ := m.Dims()
		for i := range rows {
			for j, v := range m.RawRowView(i) {
				if !(v >= 0 && v <= 1) && !(missing && math.IsNaN(v)) {
					return fmt.Errorf("%w: %s %d, item %d: %v is no share", errValue, what, i, j, v)
				}
			}
		}
		return nil
	}
	err := shares("profile", profiles, false)
	if err == nil {
		err = shares("reference", reference, true)
	}
	if err == nil && s.Floor != nil {
		err = shares("floor", s.Floor, true)
	}
	for a := 0; a < refs && err == nil; a++ {
		if _, n := profileDistance(profiles.RawRowView(0), reference, a, s.Floor); n == 0 {
			err = fmt.Errorf("%w: reference %d lists no item", ErrMatch, a)
		}
	}
	return err
}

// MarshalJSON writes the result; a runner-up that does not exist is null.
func (r *MatchResult) MarshalJSON() ([]byte, error) {
	type plain MatchResult
	return nulls.Marshal((*plain)(r))
}

// assignment returns the column of each row so that the total cost is least,
// with no column twice; +Inf forbids a pair, and is the total where no
// assignment is left. There are at least as many columns as rows. It is the
// Hungarian method by shortest augmenting paths (Jonker and Volgenant 1987).
func assignment(cost [][]float64) ([]int, float64) {
	rows, cols := len(cost), len(cost[0])
	u, v := make([]float64, rows+1), make([]float64, cols+1)
	rowOf := make([]int, cols+1) // 1-based, 0 for none; column 0 is where a path begins
	for i := 1; i <= rows; i++ {
		rowOf[0] = i
		least, way, done := make([]float64, cols+1), make([]int, cols+1), make([]bool, cols+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		at := 0
		for rowOf[at] != 0 {
			done[at] = true
			row, next, step := rowOf[at], -1, math.Inf(1)
			for j := 1; j <= cols; j++ {
				if done[j] {
					continue
				}
				if c := cost[row-1][j-1] - u[row] - v[j]; c < least[j] {
					least[j], way[j] = c, at
				}
				if least[j] < step {
					next, step = j, least[j]
				}
			}
			if next < 0 {
				return nil, math.Inf(1)
			}
			for j := range done {
				if done[j] {
					u[rowOf[j]] += step
					v[j] -= step
				} else {
					least[j] -= step
				}
			}
			at = next
		}
		for at != 0 {
			rowOf[at] = rowOf[way[at]]
			at = way[at]
		}
	}
	out, total := make([]int, rows), 0.0
	for j := 1; j <= cols; j++ {
		if i := rowOf[j]; i > 0 {
			out[i-1] = j - 1
			total += cost[i-1][j-1]
		}
	}
	return out, total
}

// profileDistance returns the mean squared logit difference from reference a and
// the number of cells that were compared.
func profileDistance(profile []float64, reference *mat.Dense, a int, floor *mat.Dense) (float64, int) {
	refs, _ := reference.Dims()
	sum, n := 0.0, 0
	for j, p := range profile {
		listed := false
		for b := range refs {
			listed = listed || !math.IsNaN(reference.At(b, j))
		}
		if !listed {
			continue
		}
		want := reference.At(a, j)
		if math.IsNaN(want) {
			if floor == nil || math.IsNaN(floor.At(a, j)) {
				continue
			}
			want = math.Min(p, floor.At(a, j))
		}
		d := logit(p) - logit(want)
		sum += d * d
		n++
	}
	return sum / float64(max(n, 1)), n
}

func logit(p float64) float64 {
	p = math.Min(math.Max(p, 0.005), 0.995)
	return math.Log(p / (1 - p))
}
