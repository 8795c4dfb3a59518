package ctostudy

import (
	"math"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// claimDisclosure decides which claims may be shown with what they came to.
type claimDisclosure struct {
	*disclosure
	published *Analysis
	// asked and scores are the questions who was asked a construct and who has
	// a score.
	asked, scores map[string]*question
}

// tellSize is for the number of respondents in a population; that there are
// none may be shown.
func (d *claimDisclosure) tellSize(population string, _ []string) bool {
	g, ok := d.group(population)
	if !ok {
		return false
	}
	if g.class != anybody {
		return d.published.Archetypes != nil && d.tellMembers(g)
	}
	return d.sizes.Respondents(d.sizes.base(g, 0)) == 0 || d.sizes.tellMean(g, 0)
}

// tellLevels is for the number of different answers, which rests on those who
// answered.
func (d *claimDisclosure) tellLevels(population string, args []string) bool {
	construct, item, _ := strings.Cut(args[0], "/")
	g, ok := d.shownGroup(population)
	if q, coded := d.question(construct, item); ok && coded {
		return q.tellMean(g, q.column)
	}
	return ok // free text: each has an own answer
}

// tellAsked is for the number to whom a construct was put.
func (d *claimDisclosure) tellAsked(population string, args []string) bool {
	construct := args[0]
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
			if !d.tellOptions(population, []string{construct}) {
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
		if !d.tellOptions(population, []string{construct}) {
			return false
		}
	}
	return true
}

// tellOptions is for what is computed from all of a construct's options that
// somebody in the population answered.
func (d *claimDisclosure) tellOptions(population string, args []string) bool {
	construct := args[0]
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
func (d *claimDisclosure) showsPremium(kind PremiumKind, args []string) bool {
	for _, p := range d.published.Premiums {
		if p.Outcome == args[0] && p.Metric == premiumMetric(args) && p.Kind == kind {
			return !Withheld(&p.Result.Estimate)
		}
	}
	return false
}

// showsProfile reports whether a profile's share is in the published analysis.
func (d *claimDisclosure) showsProfile(population string, args []string) bool {
	found := d.published.Archetypes
	j, ok := classIn(d.study.Classes, population)
	if !ok || found == nil || j > len(d.classOf) || d.classOf[j-1] < 0 {
		return false
	}
	e, err := found.Ticked(d.classOf[j-1], args[0])
	return err == nil && !Withheld(e)
}

// tellClaimedClass is for the share of the class of a published number.
func (d *claimDisclosure) tellClaimedClass(population string, args []string) bool {
	j, _ := strconv.Atoi(args[0]) // the grammar admits numbers only
	return d.published.Archetypes != nil && j <= len(d.classOf) && d.classOf[j-1] >= 0 &&
		d.tellClass(population, d.classOf[j-1])
}

// tellScore is for the mean of a score, whose sum over everybody is zero.
func (d *claimDisclosure) tellScore(population string, args []string) bool {
	name := args[0]
	q := d.scores[name]
	if q == nil {
		q = d.newQuestion([]*stats.Codes{scored(d.analysis.Scores.Get(name).Z)}, d.byClass)
		everybody, _ := d.group("all")
		q.tellMean(everybody, 0)
		d.scores[name] = q
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
