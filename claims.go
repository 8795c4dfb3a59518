package ctostudy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// ErrClaim is wrapped by every error of [ParseClaim].
var ErrClaim = errors.New("ctostudy: claim cannot be read")

// claimError says where a claim's text goes wrong.
type claimError struct {
	// Text is the claim; Column is the place in it, in bytes from 1.
	Text   string
	Column int
	Reason string
}

func (e *claimError) Error() string {
	return fmt.Sprintf("%v: %q, column %d: %s", ErrClaim, e.Text, e.Column, e.Reason)
}

// Unwrap returns [ErrClaim].
func (e *claimError) Unwrap() error { return ErrClaim }

// Claim is what a published figure says, as something that can be computed on
// a wave. It is read from a text by [ParseClaim]:
//
//	claim      = kind { argument } | "order" comparison { ";" comparison }
//	comparison = side ">" side { ">" side }
//	side       = term { "," term }
//	term       = number
//	           | ( item | kind "(" argument { argument } ")" ) [ "#" rank ] [ "@" population ]
//	argument   = item | word
//	item       = construct "/" ( name | "*" )
//
// Words hold letters, digits, points, hyphens and underscores. Within an order
// a bare item is a share, A > B > C means A > B and B > C, and every term on
// one side is claimed to exceed every term on the next. "construct/*" stands
// for the construct's items that the comparison does not name, and
// "construct/*#3" for the third largest of them. A term is of the figure's
// population unless "@population" follows.
type Claim struct {
	kind *claimKind // nil is noClaim
	args []string
	// comparisons are those of an order. A grouping has them as well: of each listed option with
	// the most frequent other one of its construct.
	comparisons []comparison
}

// claimKind is a kind of claim and all that is particular to it: a row of the table in
// claims_kinds.go.
type claimKind struct {
	word     string // opens the claim's text
	unit     Unit   // of what is computed; shares and growth are computed as fractions
	args     []argument
	repeats  bool // the last argument one or more times
	inOrder  bool // it may be a term of an order
	wildcard bool // and its items may be "construct/*" there
	bare     bool // and it is written as its item alone there
	growth   bool // a ratio of two estimates minus 1

	// linear computes it with everybody's influence on it; nil if it has none.
	linear func(m *Measure, population string, args []string) (*stats.Linearized, error)
	// evaluate computes it with its interval; nil if linear does, with the interval that
	// setInterval gives it, or else a symmetric one.
	evaluate    func(m *Measure, c Claim, population string) (*evaluation, error)
	setInterval func(m *Measure, e *stats.Estimate, population string, args []string)
	// tell says whether what it came to may be shown of real respondents besides all that is, and
	// notes that it is; nil if its terms do.
	tell func(d *claimDisclosure, population string, args []string) bool
	// uncertain says whether it rests on the chances of belonging to a class; nil if it does not,
	// unless one of its terms does.
	uncertain func(m *Measure, population string, args []string) bool
}

// argument is what may follow a kind's word.
type argument struct {
	// what says in the words of errors what it has to be.
	what string
	// fits reports whether a text can be it; wildcard: "construct/*" too.
	fits func(text string, wildcard bool) bool
	// names are those that a study has; nil if it may have any.
	names func(s *survey.Study) []string
}

// noClaim is not computed.
var noClaim = &claimKind{
	word: "none",
	unit: UnitOrder,
	evaluate: func(*Measure, Claim, string) (*evaluation, error) {
		return nil, notAvailable("the claim is not computed from this survey's answers")
	},
	tell: func(*claimDisclosure, string, []string) bool { return true },
}

// Kind returns the word that opens the claim's text, such as "share".
func (c Claim) Kind() string { return c.row().word }

func (c Claim) row() *claimKind {
	if c.kind == nil {
		return noClaim
	}
	return c.kind
}

// known reports whether a study has the names of metrics, outcomes and scores that
// the claim has.
func (c Claim) known(s *survey.Study) bool {
	return c.row().known(c.args, s) && c.every("", func(t claimTerm, _ string) bool {
		return t.kind.known(t.args, s)
	})
}

// known reports whether a study has the names among the kind's arguments.
func (k *claimKind) known(args []string, s *survey.Study) bool {
	for i, a := range k.args {
		if a.names != nil && !slices.Contains(a.names(s), args[i]) {
			return false
		}
	}
	return true
}

// Arguments returns what follows the kind in the claim's text; an order has none.
func (c Claim) Arguments() []string { return slices.Clone(c.args) }

// String returns the claim's text, which [ParseClaim] reads back.
func (c Claim) String() string {
	if c.args != nil || len(c.comparisons) == 0 {
		return strings.Join(append([]string{c.Kind()}, c.args...), " ")
	}

	var parts []string
	for _, chain := range c.comparisons {
		var sides []string
		for _, side := range chain {
			var terms []string
			for _, t := range side {
				terms = append(terms, t.String())
			}
			sides = append(sides, strings.Join(terms, ", "))
		}
		parts = append(parts, strings.Join(sides, " > "))
	}
	return c.Kind() + " " + strings.Join(parts, "; ")
}

// unit returns the unit of an order's contrasts: that of its first term which
// is no constant.
func (c Claim) unit() Unit {
	for _, chain := range c.comparisons {
		for _, side := range chain {
			for _, t := range side {
				if !t.constant() {
					return t.kind.unit
				}
			}
		}
	}
	return UnitPercent
}

// evaluate computes the claim in a population. What the wave does not allow is
// an ErrNotAvailable.
func (c Claim) evaluate(m *Measure, population string) (*evaluation, error) {
	k := c.row()
	if k.evaluate != nil {
		return k.evaluate(m, c, population)
	}

	l, err := k.linear(m, population, c.args)
	if err != nil {
		return nil, err
	}
	e, err := m.Estimate(l)
	if err != nil {
		return nil, err
	}
	if k.setInterval != nil {
		k.setInterval(m, e, population, c.args)
	}
	return &evaluation{estimate: e, unit: k.unit, base: e.N}, nil
}

// tell says whether what the claim came to in a population may be shown besides
// all that is, and notes that it is. An order tells what its terms tell.
func (c Claim) tell(d *claimDisclosure, population string) bool {
	if c.row().tell != nil {
		return c.row().tell(d, population, c.args)
	}
	return c.every(population, func(t claimTerm, population string) bool {
		return t.kind.tell(d, population, t.args)
	})
}

// uncertain reports whether what the claim comes to rests on the chances of
// belonging to a class. The model's own estimates do not: the shares of the
// classes among those who were classified, and answers to the items that they were
// found from.
func (c Claim) uncertain(m *Measure, population string) bool {
	if c.row().uncertain != nil {
		return c.row().uncertain(m, population, c.args)
	}
	return !c.every(population, func(t claimTerm, population string) bool {
		return t.kind.uncertain == nil || !t.kind.uncertain(m, population, t.args)
	})
}

// every reports whether all terms of an order that are no constants, each in its own
// population, are such as the function says. It stops at the first that is not.
func (c Claim) every(population string, such func(t claimTerm, population string) bool) bool {
	for _, chain := range c.comparisons {
		for _, t := range slices.Concat(chain...) {
			in := population
			if t.population != "" {
				in = t.population
			}
			if !t.constant() && !such(t, in) {
				return false
			}
		}
	}
	return true
}

// claimTerm is one quantity: a side of an inequality, or one of several on it.
type claimTerm struct {
	kind       *claimKind // nil: a constant
	args       []string
	number     float64 // of a constant
	rank       int     // 0, or which largest of a wildcard's items
	population string  // empty: the claim's
}

func (t claimTerm) constant() bool { return t.kind == nil }

// claim returns the claim that the term is outside an order.
func (t claimTerm) claim() Claim { return Claim{kind: t.kind, args: t.args} }

// String returns the term's text within an order.
func (t claimTerm) String() string {
	if t.constant() {
		return formatNumber(t.number)
	}
	text := t.kind.word + "(" + strings.Join(t.args, " ") + ")"
	if t.kind.bare {
		text = t.args[0]
	}
	if t.rank > 0 {
		text += fmt.Sprintf("#%d", t.rank)
	}
	if t.population != "" {
		text += "@" + t.population
	}
	return text
}

// wildcard reports whether the term stands for several.
func (t claimTerm) wildcard() bool {
	for _, a := range t.args {
		if strings.HasSuffix(a, "/*") {
			return true
		}
	}
	return false
}

// linear computes a term without wildcard, with everybody's influence on it.
func (t claimTerm) linear(m *Measure, population string) (*stats.Linearized, error) {
	if t.constant() {
		return &stats.Linearized{Value: t.number, Influence: make([]float64, m.analysis.Wave.Len()),
			N: math.MaxInt, WeightedN: math.Inf(1), EffectiveN: math.Inf(1)}, nil
	}
	if t.population != "" {
		population = t.population
	}
	return t.kind.linear(m, population, t.args)
}

// comparison is a chain of sides; every term of a side is claimed to be
// greater than every term of the next.
type comparison [][]claimTerm

// names reports whether a term of the comparison has the item as its i-th
// argument.
func (c comparison) names(kind *claimKind, i int, item string) bool {
	for _, side := range c {
		for _, t := range side {
			if t.kind == kind && i < len(t.args) && t.args[i] == item {
				return true
			}
		}
	}
	return false
}

// evaluation is what a claim comes to on a wave.
type evaluation struct {
	// estimate is in the claim's own unit, shares and growth as fractions.
	// For an order it is the smallest contrast, for a grouping the number of
	// items in place. Numbers without sampling error have StdErr 0.
	estimate *stats.Estimate
	unit     Unit
	// base is the smallest number of respondents behind any part of it.
	base int
	// contrasts are the inequalities of an order, or of a grouping the listed
	// option minus the most frequent other; all are claimed to be > 0.
	contrasts []contrast
}

// contrast is one stated inequality left > right.
type contrast struct {
	left, right     claimTerm // with their populations
	of              termPair
	*stats.Estimate // of one that is as stated value and base alone
}

// termPair is two terms of which one is claimed to be greater.
type termPair [2]*stats.Linearized

func (c contrast) String() string { return c.left.String() + " > " + c.right.String() }

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Unit is what a figure or an estimate counts in.
type Unit int

// The units. Shares, growth and premiums are in percent; the contrasts of an
// order are in points (percent), standard deviations or an index.
const (
	UnitPercent Unit = iota
	UnitCount
	UnitTimes
	UnitOrder
	UnitGrouping
	UnitPoints
	UnitSD
	UnitIndex
)

var unitTexts = []string{"%", "n", "times", "order", "grouping", "points", "SD", "index"}

func (u Unit) String() string { return words.Of(u, unitTexts...) }

// MarshalText returns the unit as the files print it.
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// inUnit returns the estimate in percent or points where that is the unit.
func inUnit(e *stats.Estimate, u Unit) *stats.Estimate {
	out := *e
	if u == UnitPercent || u == UnitPoints {
		for _, x := range []*float64{&out.Value, &out.StdErr, &out.Low, &out.High} {
			*x *= 100
		}
	}
	return &out
}
