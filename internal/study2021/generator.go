package study2021

import (
	"fmt"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// generator carries what the steps of a synthesis share: what they aim at and assume, who is asked,
// the answers given so far, and the truth behind them.
type generator struct {
	streams
	aims        *aims
	assumptions *assumptions
	frame       *frame
	book        *survey.Codebook
	wave        *survey.Builder
	truth       *Truth
}

// newGenerator draws who is asked, n respondents.
func newGenerator(s *Settings, seed uint64, n int) (*generator, error) {
	assumptions := newAssumptions(s.Assumptions)
	g := &generator{
		streams:     streams{seed},
		aims:        newAims(s.Aims, assumptions),
		assumptions: assumptions,
		book:        s.Codebook,
		wave:        survey.NewBuilder(s.Codebook, n),
		truth:       newTruth(seed),
	}
	g.frame = drawFrame(g.streams, g.aims, n)
	return g, assumptions.err
}

// normal returns a standard normal variate for each respondent.
func (g *generator) normal(purpose string) []float64 { return g.normals(purpose, g.frame.n) }

// writeRespondents writes who is asked.
func (g *generator) writeRespondents() {
	f := g.frame
	ids := make([]string, f.n)
	var archetypes strings.Builder
	for i := range ids {
		ids[i] = fmt.Sprintf("S%05d", i+1)
		archetypes.WriteByte("-123"[f.archetype[i]+1])
	}

	g.truth.Archetypes = archetypes.String()
	g.wave.SetText("id", ids)
	g.wave.SetCodes("role", f.role)
	g.wave.SetCodes("country", f.country)
	g.wave.SetCodes("region", f.region)
	g.wave.SetCodes("industry", f.industry)
	g.wave.SetCodes("size", f.size)
}

// propensity returns a noisy measure of a trait: loading x + sqrt(1-loading^2) e.
func (g *generator) propensity(item string, trait []float64, loading float64) []float64 {
	return correlated(loading, trait, g.normal("item "+item))
}

// rate answers a rated item by rank within role and place, in the given shares of the levels, and
// skips a share of the answers at random.
func (g *generator) rate(
	field string, propensity []float64, levels func(role, place int) []float64, skip float64,
) {
	data := make([]int8, g.frame.n)
	for role := range g.frame.strata {
		for place, rows := range g.frame.strata[role] {
			levelByRank(data, rows, apportion(levels(role, place), len(rows)), propensity)
		}
	}

	if skip > 0 {
		r := g.stream("skip " + field)
		for i := range data {
			if r.Float64() < skip {
				data[i] = stats.Skipped
			}
		}
	}
	g.wave.SetCodes(field, data)
}
