package segment

import (
	"math/rand/v2"

	"github.com/ctostudy/ctostudy/internal/random"
)

// genericRank returns how many of the parameters of a model of k classes the
// answers can fix, whatever they are: the rank of the derivatives of all cell
// probabilities
//
//	P(x) = sum_k share_k prod_j profile_kj(x_j)
//
// with respect to the free shares and profiles at almost all parameters (Goodman
// 1974; Allman, Matias and Rhodes 2009). Cells are the answer patterns of the
// sets of items that were answered together. A full rank says that almost all
// models are told from those near by, not that they are told from all others.
//
// The rank is computed at one random point, exactly. A determinant of derivatives
// is a polynomial of the parameters: it is 0 everywhere, or at a random point of
// a field of p elements with a chance of at most its degree / p (Schwartz 1980;
// Zippel 1979). Floating-point numbers would need a threshold, and determinants
// of small probabilities come near any; fractions would grow to thousands of
// digits. Modulo a prime each number is one word, and a determinant that is not
// 0 there is not 0 among the real numbers, so that "full rank" is certain. What
// may be false is "not full", with a chance of at most parameters (items + 1) /
// 2^61, or if every non-zero determinant is a multiple of the prime; and where
// there are more than mostCells patterns, or mostSets sets, if those that are looked
// at happen not to span what all of them do.
func (d *data) genericRank(k int) (rank, parameters int) {
	given := d.givenAnswers()
	p := newPoint(random.Stream(0, random.Identification, 0), k, given)
	found, row := &echelon{}, make([]uint64, p.parameters)

	order := random.Stream(0, random.Identification, 1)
	look := func(set *answeredSet, most int) (full bool) {
		return !set.visit(order, most, given, func(answer []int) bool {
			p.derivatives(row, set.items, answer)
			found.add(row)
			return found.rank() < p.parameters
		})
	}

	// The first set, of most patterns, mostly fixes all parameters.
	sets := d.answeredSets(given)
	if look(&sets[0], mostCells) {
		return found.rank(), p.parameters
	}
	rest := largest(sets[:min(len(sets), mostSets)])[1:]
	for i := range rest {
		if look(&rest[i], max(1, mostCells/len(rest))) {
			break
		}
	}
	return found.rank(), p.parameters
}

// point is a model at random parameters modulo the prime. The last share, and the
// chance of the first given answer, are what the others leave of 1.
type point struct {
	k          int
	share      []uint64
	profile    [][][]uint64 // of class, item, given answer
	column     [][]int      // of class, item: where its parameters begin
	parameters int
	others     []uint64 // of each item: the product over the others
}

func newPoint(r *rand.Rand, k int, given [][]int) *point {
	p := &point{k: k, parameters: k - 1, others: make([]uint64, len(given))}
	p.share = distribution(r, k)
	p.share[0], p.share[k-1] = p.share[k-1], p.share[0]

	for range k {
		var profile [][]uint64
		var column []int
		for _, answers := range given {
			column = append(column, p.parameters)
			profile = append(profile, nil)
			if len(answers) > 1 {
				profile[len(profile)-1] = distribution(r, len(answers))
				p.parameters += len(answers) - 1
			}
		}
		p.profile, p.column = append(p.profile, profile), append(p.column, column)
	}
	return p
}

// distribution draws n numbers that sum to 1, the first being what the others
// leave.
func distribution(r *rand.Rand, n int) []uint64 {
	out := make([]uint64, n)
	out[0] = 1
	for c := 1; c < n; c++ {
		out[c] = randomMod(r)
		out[0] = subMod(out[0], out[c])
	}
	return out
}

// derivatives writes those of the probability of one answer pattern of some items.
func (p *point) derivatives(row []uint64, items, answer []int) {
	clear(row)
	for k := range p.k {
		all := p.products(k, items, answer)
		p.addShare(row, k, all)

		for i, j := range items {
			v := mulMod(p.share[k], p.others[i])
			own := row[p.column[k][j]:][:len(p.profile[k][j])-1]
			if answer[i] > 0 {
				own[answer[i]-1] = v
				continue
			}
			for c := range own { // the first answer's chance falls as another's rises
				own[c] = subMod(0, v)
			}
		}
	}
}

// addShare adds the chance of the answers in class k to the derivatives with
// respect to the shares: the last share falls as another rises.
func (p *point) addShare(row []uint64, k int, chance uint64) {
	if k < p.k-1 {
		row[k] = addMod(row[k], chance)
		return
	}
	for c := range p.k - 1 {
		row[c] = subMod(row[c], chance)
	}
}

// products leaves in others, for each item, the chance of all other answers in
// class k, and returns that of all.
func (p *point) products(k int, items, answer []int) uint64 {
	before := uint64(1)
	for i, j := range items {
		p.others[i] = before
		before = mulMod(before, p.profile[k][j][answer[i]])
	}

	after := uint64(1)
	for i := len(items) - 1; i >= 0; i-- {
		p.others[i] = mulMod(p.others[i], after)
		after = mulMod(after, p.profile[k][items[i]][answer[i]])
	}
	return before
}
