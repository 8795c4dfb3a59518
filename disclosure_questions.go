package ctostudy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/sums"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/stats"
)

// crowd says who is behind an analysis' numbers: which respondents each row of
// the wave stands for, and what groups they can belong to.
type crowd struct {
	wave *survey.Wave
	// heads is the number of respondents that a row stands for: 0 without a
	// weight, since no estimate rests on it; its frequency; else 1.
	heads []float64
	// names are the items of the construct "population". Rows with the same
	// memberships have the same pattern, and member[pattern][i] says whether
	// they belong to names[i].
	names   []string
	pattern []int
	member  [][]bool
	// chance[k] holds each row's chance of class k; nil for a wave without
	// classes. fitted says which rows the classes were found from.
	chance [][]float64
	fitted []bool
	// classOf is the class that each archetype names, as in Judgement.
	classOf []int
	// plan is how the study divides people into classes.
	plan *survey.Classes
}

func newCrowd(a *Analysis, classOf []int) *crowd {
	n := a.Wave.Len()
	c := &crowd{wave: a.Wave, classOf: classOf, plan: a.classes(),
		heads: make([]float64, n), pattern: make([]int, n), fitted: make([]bool, n)}
	for i := range c.heads {
		c.heads[i] = a.Design.Copies(i)
	}

	var in []*stats.Codes
	if populations := a.Wave.Construct("population"); populations != nil {
		for _, item := range populations.Items {
			if x := a.Wave.Codes("population", item.Name); x != nil && len(x.Levels()) == 2 {
				c.names, in = append(c.names, item.Name), append(in, x)
			}
		}
	}
	numbers := tuples{}
	for i := range n {
		t := 0
		for _, x := range in {
			t = numbers.next(t, int(max(x.At(i), 0))) // unknown: not a member
		}
		c.pattern[i] = t
	}
	of := map[int]int{} // tuple to pattern
	for i, t := range c.pattern {
		if _, ok := of[t]; !ok {
			of[t] = len(c.member)
			member := make([]bool, len(in))
			for k, x := range in {
				member[k] = x.At(i) == 1
			}
			c.member = append(c.member, member)
		}
		c.pattern[i] = of[t]
	}

	if found := a.Archetypes; found != nil {
		for k := range found.Classes() {
			c.chance = append(c.chance, found.mask(k, n))
		}
		for _, i := range found.Rows {
			c.fitted[i] = true
		}
	}
	return c
}

// tuples numbers sequences of numbers: 0 is the empty one.
type tuples map[[2]int]int

// next returns the number of the sequence that extends another by x.
func (t tuples) next(of, x int) int {
	key := [2]int{of, x}
	if _, ok := t[key]; !ok {
		t[key] = len(t) + 1
	}
	return t[key]
}

const (
	anybody   = -1 // whatever the class
	unclassed = -2
)

// group is a part of the respondents that something is printed of: those with
// certain patterns, of a class or of any.
type group struct {
	patterns []bool
	class    int
}

// group returns the respondents of a population, by any spelling of its name;
// not ok where the name has no such meaning.
func (c *crowd) group(population string) (g group, ok bool) {
	g = group{patterns: make([]bool, len(c.member)), class: anybody}
	for p := range g.patterns {
		g.patterns[p] = true
	}
	if population == "all" {
		return g, true
	}

	for _, name := range strings.Split(population, ".") {
		if i := slices.Index(c.names, name); i >= 0 {
			for p, member := range c.member {
				g.patterns[p] = g.patterns[p] && member[i]
			}
			continue
		}
		j, isArchetype := classNumber(c.plan, name)
		if !isArchetype || g.class != anybody || j > len(c.classOf) || c.classOf[j-1] < 0 {
			return g, false
		}
		g.class = c.classOf[j-1]
	}
	return g, true
}

// within reports whether all of the group are in another, of any class.
func (g group) within(other group) bool {
	for p, in := range g.patterns {
		if in && !other.patterns[p] {
			return false
		}
	}
	return true
}

// kind is what respondents have in common who cannot be told apart by what is
// printed about one question.
type kind struct{ pattern, class, answer int }

// question is what was asked in one field of the wave, or several whose answers
// depend on each other, and what readers know of the answers.
type question struct {
	*sums.Known
	kinds []kind
	// answers[a][i] is the code of column i in answer a.
	answers [][]int
	// byClass: kinds are of classes, and their sizes are expected numbers.
	byClass bool
}

// newQuestion divides the respondents who answered any of the columns, by the
// classes as well if byClass. Expected numbers stand for the members of a class.
func (c *crowd) newQuestion(columns []*stats.Codes, byClass bool) *question {
	q := &question{byClass: byClass}
	numbers, answerOf := tuples{}, map[int]int{}
	size := map[kind]float64{}
	codes := make([]int, len(columns))

	for i, heads := range c.heads {
		answered, t := len(columns) == 0, 0
		for j, x := range columns {
			codes[j] = max(int(x.At(i)), -1)
			answered = answered || codes[j] >= 0
			t = numbers.next(t, codes[j])
		}
		if heads == 0 || !answered {
			continue
		}
		if _, ok := answerOf[t]; !ok {
			answerOf[t] = len(q.answers)
			q.answers = append(q.answers, slices.Clone(codes))
		}
		k := kind{c.pattern[i], unclassed, answerOf[t]}
		if !byClass || !c.fitted[i] {
			size[k] += heads
			continue
		}
		for k.class = range c.chance {
			size[k] += heads * c.chance[k.class][i]
		}
	}

	for k, n := range size {
		if n > 1e-6 { // less is nobody, whatever the rounding
			q.kinds = append(q.kinds, k)
		}
	}
	slices.SortFunc(q.kinds, func(a, b kind) int {
		return cmp.Or(a.pattern-b.pattern, a.answer-b.answer, a.class-b.class)
	})
	q.guard(size, byClass)
	return q
}

// guard starts the sums that readers know. Where respondents are divided by
// class, neither whole people nor expected members may be singled out.
func (q *question) guard(size map[kind]float64, byClass bool) {
	sizes := make([]float64, len(q.kinds))
	each := make([][]int, len(q.kinds))
	var people [][]int
	for i, k := range q.kinds {
		sizes[i], each[i] = size[k], []int{i}
		if i > 0 && q.kinds[i-1].pattern == k.pattern && q.kinds[i-1].answer == k.answer {
			people[len(people)-1] = append(people[len(people)-1], i)
		} else {
			people = append(people, []int{i})
		}
	}

	if byClass {
		q.Known = sums.New(sizes, people, each)
	} else {
		q.Known = sums.New(sizes, people)
	}
}

// base returns the kinds of a group that answered a column.
func (q *question) base(g group, column int) []int {
	return q.where(g, func(answer []int) bool { return column >= len(answer) || answer[column] >= 0 })
}

// where returns the kinds of a group whose answers are wanted.
func (q *question) where(g group, wanted func(answer []int) bool) []int {
	var out []int
	for i, k := range q.kinds {
		in := g.patterns[k.pattern] && (g.class == anybody || g.class == k.class)
		if in && wanted(q.answers[k.answer]) {
			out = append(out, i)
		}
	}
	return out
}

// tellShare adds what the share of an answer in a group tells, with bases that it
// implies, and returns true, unless it rests on fewer than 5 respondents, 1 to 4
// gave the answer or did not give it, or readers could work out such a number.
func (q *question) tellShare(g group, column, code int, implied ...[]int) bool {
	sets, ok := q.setsOfShare(g, column, code, implied...)
	return ok && q.Tell(sets...)
}

// setsOfShare returns the sets of kinds that the share of an answer in a group tells the
// sums over; not ok if one of them is small by itself.
func (q *question) setsOfShare(g group, column, code int, implied ...[]int) (sets [][]int, ok bool) {
	base := q.base(g, column)
	with := q.where(g, func(answer []int) bool { return answer[column] == code })
	n, ticked := q.Respondents(base), q.Respondents(with)
	if n < sums.Most || sums.IsSmall(ticked) || sums.IsSmall(n-ticked) {
		if q.byClass {
			q.protectShare(g, column, code, ticked/n, n)
		}
		return nil, false
	}
	return append(implied, base, with), true
}

// protectShare keeps what is withheld of the share of an answer in a group from
// following from other numbers: that of those who gave it, who did not, or who
// answered, whichever is small. Whole people are guarded from the start; expected
// members of a class may be of many kinds, and an estimate of them (with a prior) may
// say that they are few where their chances add up to less than one.
func (q *question) protectShare(g group, column, code int, share, n float64) {
	base := q.base(g, column)
	if n < sums.Most {
		q.Protect(base)
	}
	if sums.IsSmall(share * n) {
		q.Protect(q.where(g, func(answer []int) bool { return answer[column] == code }))
	}
	if sums.IsSmall(n - share*n) {
		q.Protect(q.where(g, func(answer []int) bool {
			return answer[column] >= 0 && answer[column] != code
		}))
	}
}

// tellMean adds what a mean over a group, or its size, tells, and returns true,
// unless it rests on fewer than 5 respondents, or readers could work out one
// that does.
func (q *question) tellMean(g group, column int) bool {
	base := q.base(g, column)
	return q.Respondents(base) >= sums.Most && q.Tell(base)
}

// dependent returns the items of all constructs whose answers depend on those of
// an item: the items of the same field or, of a list, those that share an
// option with it, at first or second hand.
func dependent(w *survey.Wave, construct, item string) (out [][2]string) {
	type candidate struct {
		name   [2]string
		values []string
	}
	first := w.Construct(construct).Item(item)
	var all []candidate
	for _, c := range w.Codebook().Constructs {
		for _, it := range c.Items {
			if it.Field == first.Field && w.Codes(c.Name, it.Name) != nil {
				all = append(all, candidate{[2]string{c.Name, it.Name}, it.Values})
			}
		}
	}

	reached := slices.Clone(first.Values)
	for isList := w.Codebook().Field(first.Field).Type == "list"; ; {
		before := len(out)
		for _, c := range all {
			if slices.Contains(out, c.name) {
				continue
			}
			shares := slices.ContainsFunc(c.values, func(v string) bool {
				return slices.Contains(reached, v)
			})
			if !isList || shares {
				out, reached = append(out, c.name), append(reached, c.values...)
			}
		}
		if len(out) == before {
			return out
		}
	}
}
