package segment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

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
	// runner-up's has to be; if zero, 0.5 (half as large again).
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
// It enumerates the assignments, so there may be at most eight classes; more
// panic, as do different numbers of columns.
func Match(profiles, reference *mat.Dense, s *MatchSettings) (*MatchResult, error) {
	k, p := profiles.Dims()
	refs, q := reference.Dims()
	if p != q || k > 8 {
		panic("segment: profiles and reference differ in items, or more than eight classes")
	}
	if refs > k {
		return nil, ErrMatch
	}
	set := MatchSettings{}
	if s != nil {
		set = *s
	}
	if set.Margin == 0 {
		set.Margin = 0.5
	}
	r := &MatchResult{Total: math.Inf(1), RunnerUp: math.Inf(1)}
	for c := range k {
		row := make([]float64, refs)
		for a := range refs {
			row[a] = profileDistance(profiles.RawRowView(c), reference, a, set.Floor)
		}
		r.All = append(r.All, row)
	}
	r.assign(make([]int, 0, refs), make([]bool, k), 0)
	for a, c := range r.ClassOf {
		r.Distance = append(r.Distance, r.All[c][a])
	}
	if r.RunnerUp < r.Total*(1+set.Margin) {
		r.Ambiguous = true
		r.Warnings = append(r.Warnings, stats.Warning{Code: "ambiguous-names",
			Text: fmt.Sprintf("another naming of the classes fits nearly as well (distance %.3g against %.3g): do not rely on the names", r.RunnerUp, r.Total)})
	}
	return r, nil
}

// assign enumerates assignments in lexicographic order; ties keep the first.
func (r *MatchResult) assign(chosen []int, used []bool, total float64) {
	if len(chosen) == cap(chosen) {
		if total < r.Total {
			r.RunnerUp, r.Total = r.Total, total
			r.ClassOf = append([]int(nil), chosen...)
		} else if total < r.RunnerUp {
			r.RunnerUp = total
		}
		return
	}
	for c := range used {
		if !used[c] {
			used[c] = true
			r.assign(append(chosen, c), used, total+r.All[c][len(chosen)])
			used[c] = false
		}
	}
}

func profileDistance(profile []float64, reference *mat.Dense, a int, floor *mat.Dense) float64 {
	refs, _ := reference.Dims()
	sum, n := 0.0, 0
	for j, p := range profile {
		listed := false
		for b := range refs {
			listed = listed || !math.IsNaN(reference.At(b, j))
		}
		if !listed || math.IsNaN(p) {
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
	return sum / float64(max(n, 1))
}

func logit(p float64) float64 {
	p = math.Min(math.Max(p, 0.005), 0.995)
	return math.Log(p / (1 - p))
}
