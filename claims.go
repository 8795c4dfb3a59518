package ctostudy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrClaim is wrapped by every error of [ParseClaim].
var ErrClaim = errors.New("ctostudy: claim cannot be read")

// ClaimError says where a claim's text goes wrong.
type ClaimError struct {
	// Text is the claim; Column is the place in it, in bytes from 1.
	Text   string
	Column int
	Reason string
}

func (e *ClaimError) Error() string {
	return fmt.Sprintf("%v: %q, column %d: %s", ErrClaim, e.Text, e.Column, e.Reason)
}

// Unwrap returns [ErrClaim].
func (e *ClaimError) Unwrap() error { return ErrClaim }

// ClaimKind is what a claim, or a term of an order, computes.
type ClaimKind int

// The kinds of claims. Each comment gives the claim's text and what is
// computed in the claim's population.
const (
	// ClaimNone is not computed: "none".
	ClaimNone ClaimKind = iota
	// ClaimCount is the number of respondents: "count".
	ClaimCount
	// ClaimLevels is the number of different answers: "levels respondent/country".
	ClaimLevels
	// ClaimAsked is the number of respondents to whom at least one item of the
	// construct was put: "asked crucial".
	ClaimAsked
	// ClaimShare is the share of an option among those who were asked and
	// answered: "share tech.near/cloud"; within an order "tech.near/cloud".
	ClaimShare
	// ClaimAverage is the mean of several shares: "average duty.sdlc/both duty.advise/both".
	ClaimAverage
	// ClaimGrowth is the second share over the first, minus 1:
	// "growth mature.2019/security mature.2021/security".
	ClaimGrowth
	// ClaimHighPremium is the mean growth of organisations with a high metric over
	// that of those with a low one, minus 1: "premium revenue maturity".
	ClaimHighPremium
	// ClaimClosePremium is, among organisations with a high metric, the mean growth
	// of close over that of distant collaboration, minus 1: "close profit roi".
	ClaimClosePremium
	// ClaimBothPremium is the mean growth of high metric and close collaboration
	// over that of low and distant, minus 1, averaged over the three metrics:
	// "both profit".
	ClaimBothPremium
	// ClaimClass is the share of the archetype of a published number: "class 1".
	ClaimClass
	// ClaimProfile is the chance of an answer in the archetype that the
	// population names, with the latent class model's own error:
	// "profile resp.advise".
	ClaimProfile
	// ClaimMeanScore is the mean of a standardised score, in standard deviations:
	// "score maturity".
	ClaimMeanScore
	// ClaimDispersion is how evenly the ticks of a construct spread over its k
	// options (Gini-Simpson): 1 - sum_j s_j^2 with s_j = p_j / sum p, from 0
	// (all on one option) to 1 - 1/k: "dispersion time".
	ClaimDispersion
	// ClaimDisagreement is the mean over a construct's options of p (1 - p), from 0
	// (everybody alike) to 1/4: "disagreement responsibility".
	ClaimDisagreement
	// ClaimOrder is a list of inequalities: "order tech.near/5g > tech.far/5g".
	ClaimOrder
	// ClaimGrouping says which option of each construct is chosen most:
	// "grouping duty.strategy/cto duty.sdlc/both".
	ClaimGrouping
)

// What a claim's arguments have to be, in the words of errors.
const (
	itemArgument      = "an item such as tech.near/cloud"
	constructArgument = "a construct such as time"
	outcomeArgument   = "revenue or profit"
	metricArgument    = "maturity, effectiveness or roi"
	scoreArgument     = "a score such as maturity or collaboration"
	classArgument     = "an archetype's number from 1 to 99"
	nameArgument      = "a profile item such as resp.advise"
)

// claimKinds are the kinds by their number: the word that opens them, what
// follows it, and whether they can be a term of an order.
var claimKinds = [...]struct {
	word    string
	args    []string
	repeats bool // the last argument one or more times
	inOrder bool
}{
	ClaimNone:         {word: "none"},
	ClaimCount:        {word: "count"},
	ClaimLevels:       {word: "levels", args: []string{itemArgument}},
	ClaimAsked:        {word: "asked", args: []string{constructArgument}},
	ClaimShare:        {word: "share", args: []string{itemArgument}, inOrder: true},
	ClaimAverage:      {word: "average", args: []string{itemArgument}, repeats: true, inOrder: true},
	ClaimGrowth:       {word: "growth", args: []string{itemArgument, itemArgument}, inOrder: true},
	ClaimHighPremium:  {word: "premium", args: []string{outcomeArgument, metricArgument}, inOrder: true},
	ClaimClosePremium: {word: "close", args: []string{outcomeArgument, metricArgument}, inOrder: true},
	ClaimBothPremium:  {word: "both", args: []string{outcomeArgument}, inOrder: true},
	ClaimClass:        {word: "class", args: []string{classArgument}, inOrder: true},
	ClaimProfile:      {word: "profile", args: []string{nameArgument}},
	ClaimMeanScore:    {word: "score", args: []string{scoreArgument}, inOrder: true},
	ClaimDispersion:   {word: "dispersion", args: []string{constructArgument}, inOrder: true},
	ClaimDisagreement: {word: "disagreement", args: []string{constructArgument}, inOrder: true},
	ClaimOrder:        {word: "order"},
	ClaimGrouping:     {word: "grouping", args: []string{itemArgument}, repeats: true},
}

// claimConstant is a number within an order.
const claimConstant = ClaimKind(len(claimKinds))

// claimKindOf returns the kind that a word opens.
func claimKindOf(word string) (ClaimKind, bool) {
	for k, kind := range claimKinds {
		if kind.word == word {
			return ClaimKind(k), true
		}
	}
	return 0, false
}

// unit returns the unit of what the kind computes; shares and growth are
// computed as fractions and printed in percent.
func (k ClaimKind) unit() Unit {
	switch k {
	case ClaimCount, ClaimLevels, ClaimAsked:
		return UnitCount
	case ClaimMeanScore:
		return UnitSD
	case ClaimDispersion, ClaimDisagreement:
		return UnitIndex
	case ClaimOrder, ClaimNone:
		return UnitOrder
	case ClaimGrouping:
		return UnitGrouping
	}
	return UnitPercent
}

// growth reports whether the kind is a ratio of two estimates minus 1.
func (k ClaimKind) growth() bool {
	return k == ClaimGrowth || k == ClaimHighPremium || k == ClaimClosePremium || k == ClaimBothPremium
}

func claimWords() string {
	var words []string
	for _, kind := range claimKinds {
		words = append(words, kind.word)
	}
	return strings.Join(words, ", ")
}

func (k ClaimKind) String() string {
	if k < 0 || int(k) >= len(claimKinds) {
		return fmt.Sprintf("ClaimKind(%d)", int(k))
	}
	return claimKinds[k].word
}

// claimTerm is one quantity: a claim other than an order, or one side of an
// inequality.
type claimTerm struct {
	kind       ClaimKind
	args       []string
	number     float64 // of a constant
	rank       int     // 0, or which largest of a wildcard's items
	population string  // empty: the claim's
}

// comparison is a chain of sides; every term of a side is claimed to be
// greater than every term of the next.
type comparison [][]claimTerm

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
	Kind        ClaimKind
	term        claimTerm
	comparisons []comparison
}

// Arguments returns what follows the kind in the claim's text; an order has none.
func (c Claim) Arguments() []string { return slices.Clone(c.term.args) }

// String returns the claim's text, which [ParseClaim] reads back.
func (c Claim) String() string {
	if c.Kind != ClaimOrder {
		return strings.Join(append([]string{c.Kind.String()}, c.term.args...), " ")
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
	return "order " + strings.Join(parts, "; ")
}

// String returns the term's text within an order.
func (t claimTerm) String() string {
	if t.kind == claimConstant {
		return formatNumber(t.number)
	}
	text := t.kind.String() + "(" + strings.Join(t.args, " ") + ")"
	if t.kind == ClaimShare {
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

// unit returns the unit of an order's contrasts: that of its first term which
// is no constant.
func (c Claim) unit() Unit {
	for _, chain := range c.comparisons {
		for _, side := range chain {
			for _, t := range side {
				if t.kind != claimConstant {
					return t.kind.unit()
				}
			}
		}
	}
	return UnitPercent
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
