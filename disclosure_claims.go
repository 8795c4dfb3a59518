package ctostudy

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// publishedJudgement returns the judgement as others may read it, beside the
// published analysis. A verdict that may not be shown is suppressed: it neither
// holds nor fails, and no count has it.
func (d *disclosure) publishedJudgement(a *Analysis, j *Judgement) *Judgement {
	out := *j
	out.Warnings = withoutFew(j.Warnings)
	out.Verdicts = slices.Clone(j.Verdicts)
	out.ExpectedByChance = 0
	claims := &claimDisclosure{disclosure: d, published: a,
		asked: map[string]*question{}, scores: map[string]*question{}}

	for i := range out.Verdicts {
		v := &out.Verdicts[i]
		c, err := ParseClaim(v.Figure.Claim)
		switch {
		case v.Outcome == NotComputable:
			v.Why = fewInWords(v.Why)
		case err != nil || !claims.tell(c, v.Figure.Population):
			v.Outcome, v.Estimate, v.Why = Suppressed, nil, WithheldWhy
		}
		if err == nil {
			out.ExpectedByChance += chance(*v, c.Kind)
		}
	}
	return &out
}

// claimDisclosure decides which claims may be shown with what they came to.
type claimDisclosure struct {
	*disclosure
	published *Analysis
	// asked and scores are the questions who was asked a construct and who has
	// a score.
	asked, scores map[string]*question
}

// tell says whether what a claim came to in a population may be shown besides
// all that is, and notes that it is.
func (d *claimDisclosure) tell(c Claim, population string) bool {
	switch c.Kind {
	case ClaimNone:
		return true
	case ClaimCount:
		return d.tellSize(population)
	case ClaimOrder:
		return d.tellOrder(c, population)
	}
	return d.tellTerm(c.term, population)
}

func (d *claimDisclosure) tellOrder(c Claim, population string) bool {
	for _, chain := range c.comparisons {
		for _, t := range slices.Concat(chain...) {
			p := population
			if t.population != "" {
				p = t.population
			}
			if !d.tellTerm(t, p) {
				return false
			}
		}
	}
	return true
}

// tellTerm is tell for one quantity.
func (d *claimDisclosure) tellTerm(t claimTerm, population string) bool {
	switch t.kind {
	case claimConstant:
		return true
	case ClaimLevels:
		return d.tellLevels(population, t.args[0])
	case ClaimAsked:
		return d.tellAsked(population, t.args[0])
	case ClaimShare, ClaimAverage, ClaimGrowth:
		return d.tellItems(population, t.args)
	case ClaimGrouping:
		return d.tellConstructs(population, t.args)
	case ClaimDispersion, ClaimDisagreement:
		return d.tellOptions(population, t.args[0])
	case ClaimHighPremium:
		return d.showsPremium(t.args[0], ScoreName(t.args[1]), HighLow)
	case ClaimClosePremium:
		return d.showsPremium(t.args[0], ScoreName(t.args[1]), CloseDistant)
	case ClaimBothPremium:
		return d.showsPremium(t.args[0], AllMetrics, BothNeither)
	case ClaimClass:
		j, _ := strconv.Atoi(t.args[0]) // the grammar admits numbers only
		return d.published.Archetypes != nil && j <= len(d.classOf) && d.classOf[j-1] >= 0 &&
			d.tellClass(population, d.classOf[j-1])
	case ClaimProfile:
		return d.showsProfile(population, t.args[0])
	case ClaimMeanScore:
		return d.tellScore(population, ScoreName(t.args[0]))
	}
	return false // a kind that this rule does not know
}

// tellSize is for the number of respondents in a population; that there are
// none may be shown.
func (d *claimDisclosure) tellSize(population string) bool {
	g, ok := d.group(population)
	if !ok {
		return false
	}
	if g.class != anybody {
		return d.published.Archetypes != nil && d.tellMembers(g)
	}
	return d.sizes.respondents(d.sizes.base(g, 0)) == 0 || d.sizes.tellMean(g, 0)
}

// tellLevels is for the number of different answers, which rests on those who
// answered.
func (d *claimDisclosure) tellLevels(population, arg string) bool {
	construct, item, _ := strings.Cut(arg, "/")
	g, ok := d.shownGroup(population)
	if q, coded := d.question(construct, item); ok && coded {
		return q.tellMean(g, q.column)
	}
	return ok // free text: each has an own answer
}

// tellAsked is for the number to whom a construct was put.
func (d *claimDisclosure) tellAsked(population, construct string) bool {
	q := d.asked[construct]
	if q == nil {
		put := make([]int8, len(d.heads))
		for _, item := range d.wave.Construct(construct).Items {
			x := d.wave.Codes(construct, item.Name)
			for i := range put {
				if x != nil && x.At(i) != stats.NotAsked {
					put[i] = 1
				}
			}
		}
		q = d.newQuestion([]*stats.Codes{mustCodes(stats.NewTicks("asked", put))}, d.byClass)
		d.asked[construct] = q
	}
	g, ok := d.shownGroup(population)
	return ok && q.tellShare(g, 0, 1, d.implied(q, g, 0)...)
}

// tellItems is for what is computed from shares.
func (d *claimDisclosure) tellItems(population string, args []string) bool {
	for _, arg := range args {
		construct, item, _ := strings.Cut(arg, "/")
		if item == "*" {
			if !d.tellOptions(population, construct) {
				return false
			}
		} else if !d.tellShare(population, construct, item, 1) {
			return false
		}
	}
	return true
}

// tellConstructs is for what compares items with all others of their construct.
func (d *claimDisclosure) tellConstructs(population string, args []string) bool {
	for _, arg := range args {
		construct, _, _ := strings.Cut(arg, "/")
		if !d.tellOptions(population, construct) {
			return false
		}
	}
	return true
}

// tellOptions is for what is computed from all of a construct's options that
// somebody in the population answered.
func (d *claimDisclosure) tellOptions(population, construct string) bool {
	c := d.wave.Construct(construct)
	if c == nil {
		return false
	}
	g, ok := d.group(population)
	if !ok {
		return false
	}
	for _, item := range c.Items {
		q, coded := d.question(construct, item.Name)
		answered := coded && len(q.base(g, q.column)) > 0
		if answered && !d.tellShare(population, construct, item.Name, 1) {
			return false
		}
	}
	return true
}

// showsPremium reports whether a premium is in the published analysis.
func (d *claimDisclosure) showsPremium(outcome string, metric ScoreName, kind PremiumKind) bool {
	for _, p := range d.published.Premiums {
		if p.Outcome == outcome && p.Metric == metric && p.Kind == kind {
			return !Withheld(&p.Result.Estimate)
		}
	}
	return false
}

// showsProfile reports whether a profile's share is in the published analysis.
func (d *claimDisclosure) showsProfile(population, item string) bool {
	found := d.published.Archetypes
	j, ok := archetypeOf(population)
	if !ok || found == nil || j > len(d.classOf) || d.classOf[j-1] < 0 {
		return false
	}
	e, err := found.Ticked(d.classOf[j-1], item)
	return err == nil && !Withheld(e)
}

// tellScore is for the mean of a score, whose sum over everybody is zero.
func (d *claimDisclosure) tellScore(population string, name ScoreName) bool {
	q := d.scores[string(name)]
	if q == nil {
		q = d.newQuestion([]*stats.Codes{scored(d.analysis.Scores.Get(name).Z)}, d.byClass)
		everybody, _ := d.group("all")
		q.tellMean(everybody, 0)
		d.scores[string(name)] = q
	}
	g, ok := d.shownGroup(population)
	return ok && q.tellMean(g, 0)
}

// scored is a column that those with a number answered.
func scored(x []float64) *stats.Codes {
	data := make([]int8, len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			data[i] = stats.Skipped
		}
	}
	return mustCodes(stats.NewTicks("scored", data))
}
