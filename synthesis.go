package ctostudy

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/internal/portable"
	"github.com/ctostudy/ctostudy/internal/random"
)

// SynthesisSettings say how a synthetic wave is made. Nil and zero mean the
// shipped wave.
type SynthesisSettings struct {
	// Seed of every random stream; if zero, 2021.
	Seed uint64
	// Figures are the published figures that the wave is made to agree with;
	// if nil, [Published]. Moving one makes a counter-wave.
	Figures []Figure
	// Assumptions stand in for what is not published; if nil, [Assumptions].
	Assumptions []Assumption
	// Population is the number of respondents in the population from which
	// the true coefficients of the regression on observed scores are
	// computed; if zero, none are. The shipped truth has 2,000,000.
	Population int
}

// Truth is what a synthesis planted and an analysis has to find again. Only
// tests and simulations read it.
type Truth struct {
	Note       string `json:"note"`
	Seed       uint64 `json:"seed"`
	Population int    `json:"population,omitempty"`
	// Archetypes holds one character per respondent in the wave's order: the
	// archetype's published number, or "-" for a CIO.
	Archetypes string `json:"archetypes"`
	// Profiles holds the share of each archetype that ticked an item.
	Profiles map[string][3]float64 `json:"profiles"`
	// Latent holds the coefficients behind the items, by metric and driver.
	Latent map[string][]float64 `json:"latent_coefficients"`
	// Observed holds the coefficients of the same regression on observed
	// scores in the population, and ObservedStdErr their errors there.
	Observed       map[string][]float64 `json:"observed_coefficients,omitempty"`
	ObservedStdErr map[string][]float64 `json:"observed_std_errors,omitempty"`
	// Cells holds the planted mean growth of the sixteen cells (bit 0
	// maturity high, 1 effectiveness, 2 ROI, 3 close collaboration) relative
	// to the overall mean, for revenue and profit.
	Cells map[string][]float64 `json:"growth_cells"`
	// Both holds the planted ratio of high and close to low and distant in
	// operating profit, by metric.
	Both []float64 `json:"profit_both_ratios"`
	// Q is the planted ratio of close to distant growth in operating profit.
	Q float64 `json:"profit_close_ratio"`
}

const truthNote = "Synthetic: planted by the generator, for tests only. The analysis never reads this file."

// synthesis carries what its steps share.
type synthesis struct {
	seed    uint64
	aims    *aims
	assumed *assumed
	frame   *frame
	book    *survey.Codebook
	wave    *survey.Builder
	truth   *Truth
}

// Synthesize makes a wave of 5,000 respondents whose raw answers agree with
// the published figures, and the truth behind it. The same seed, figures and
// assumptions give the same bytes on every processor. It fails when a figure
// cannot be met by whole respondents, or an assumption is missing.
//
// The order is: who is asked, latent scores, items, cuts, growth of the
// sixteen cells, finances. A share is hit exactly: within each stratum the
// respondents with the highest propensity tick, as many as make both the 2,500
// and the 216 print the published integer.
func Synthesize(ctx context.Context, s *SynthesisSettings) (*survey.Wave, *Truth, error) {
	syn, err := newSynthesis(s, 5000)
	if err != nil {
		return nil, nil, err
	}
	latent := syn.latents()
	steps := []func() error{
		syn.respondents,
		func() error { return syn.scoreItems(latent, true) },
		syn.shares,
		syn.archetypeItems,
		syn.choices,
		func() error { return syn.finances(ctx) },
		syn.assumedErr,
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if err := step(); err != nil {
			return nil, nil, err
		}
	}
	w, err := syn.wave.Wave()
	if err != nil {
		return nil, nil, err
	}
	if s != nil && s.Population > 0 {
		if err := syn.population(ctx, s); err != nil {
			return nil, nil, err
		}
	}
	return w, syn.truth, nil
}

func newSynthesis(s *SynthesisSettings, n int) (*synthesis, error) {
	seed, figures, list := uint64(2021), []Figure(nil), []Assumption(nil)
	if s != nil {
		if s.Seed != 0 {
			seed = s.Seed
		}
		figures, list = s.Figures, s.Assumptions
	}
	if figures == nil {
		figures = Published()
	}
	if list == nil {
		list = Assumptions()
	}
	book, err := codebook2021()
	if err != nil {
		return nil, err
	}
	a := newAssumed(list)
	syn := &synthesis{seed: seed, assumed: a, book: book, aims: newAims(figures, a),
		truth: &Truth{Note: truthNote, Seed: seed, Profiles: map[string][3]float64{}, Latent: map[string][]float64{}, Cells: map[string][]float64{}}}
	syn.frame = syn.newFrame(n)
	syn.wave = survey.NewBuilder(book, n)
	return syn, a.err
}

func (s *synthesis) assumedErr() error { return s.assumed.err }

// stream returns the random stream of a purpose within the synthesis.
func (s *synthesis) stream(name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return random.Stream(s.seed, random.Synthesis, h.Sum64())
}

// normals returns n standard normal variates of a named stream.
func (s *synthesis) normals(name string, n int) []float64 {
	r := s.stream(name)
	out := make([]float64, n)
	for i := range out {
		out[i] = portable.Normal(r)
	}
	return out
}

// respondents writes who is asked.
func (s *synthesis) respondents() error {
	f := s.frame
	ids := make([]string, f.n)
	var kinds strings.Builder
	for i := range ids {
		ids[i] = fmt.Sprintf("S%05d", i+1)
		kinds.WriteByte("-123"[f.class[i]+1])
	}
	s.truth.Archetypes = kinds.String()
	s.wave.SetText("id", ids)
	s.wave.SetCodes("role", f.role)
	s.wave.SetCodes("country", f.country)
	s.wave.SetCodes("region", f.region)
	s.wave.SetCodes("industry", f.industry)
	s.wave.SetCodes("size", f.size)
	return nil
}
