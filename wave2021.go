package ctostudy

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

//go:embed testdata/codebook-2021.json
var codebook2021JSON []byte

//go:embed testdata/wave-2021.csv
var wave2021CSV []byte

//go:embed testdata/assumptions.json
var assumptionsJSON []byte

// Wave2021 returns the shipped wave of 5,000 respondents. It is synthetic: no
// answer in it was given by a person (see [Synthesize]).
func Wave2021() (*survey.Wave, error) {
	c, err := codebook2021()
	if err != nil {
		return nil, err
	}
	settings := &survey.ReadSettings{File: "testdata/wave-2021.csv"}
	return survey.ReadCSV(context.Background(), bytes.NewReader(wave2021CSV), c, settings)
}

func codebook2021() (*survey.Codebook, error) {
	return survey.ReadCodebook(bytes.NewReader(codebook2021JSON))
}

// Assumption is something that the report does not publish and the synthetic
// wave needs, with the reason for what was taken.
type Assumption struct {
	ID string `json:"id"`
	// Value is a number, a text, or a table, as JSON.
	Value json.RawMessage `json:"value"`
	// Why is one line of reasoning.
	Why string `json:"why"`
}

// Assumptions returns the assumptions behind the shipped synthetic wave.
func Assumptions() []Assumption {
	var file struct {
		Note        string       `json:"note"`
		Assumptions []Assumption `json:"assumptions"`
	}
	if err := json.Unmarshal(assumptionsJSON, &file); err != nil {
		panic("ctostudy: embedded assumptions: " + err.Error())
	}
	return file.Assumptions
}

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
	settings, err := s.resolved()
	if err != nil {
		return nil, nil, err
	}

	w, truth, err := study2021.Synthesize(ctx, settings)
	if err != nil {
		return nil, nil, err
	}
	converted := Truth(*truth)
	return w, &converted, nil
}

// resolved returns what the synthesis is made from, the shipped wave's unless s says otherwise.
func (s *SynthesisSettings) resolved() (*study2021.Settings, error) {
	chosen := SynthesisSettings{}
	if s != nil {
		chosen = *s
	}
	if chosen.Seed == 0 {
		chosen.Seed = 2021
	}
	if chosen.Figures == nil {
		chosen.Figures = Published()
	}
	if chosen.Assumptions == nil {
		chosen.Assumptions = Assumptions()
	}

	book, err := codebook2021()
	if err != nil {
		return nil, err
	}
	out := &study2021.Settings{
		Seed:       chosen.Seed,
		Codebook:   book,
		Population: chosen.Population,
		Above:      aboveCuts,
		Regress:    driverCoefficients,
	}
	for _, a := range chosen.Assumptions {
		out.Assumptions = append(out.Assumptions, study2021.Assumption(a))
	}
	for _, f := range chosen.Figures {
		if f.HasValue {
			out.Aims = append(out.Aims, study2021.Aim{
				ID: f.ID, Claim: f.Claim, Population: f.Population, Value: f.Value, AtLeast: f.AtLeast,
			})
		}
	}
	return out, nil
}

// aboveCuts returns who is above the cut of each metric, and of collaboration at last.
func aboveCuts(w *survey.Wave) (out []*stats.Codes, err error) {
	scores, err := NewScores(w, nil, nil)
	if err != nil {
		return nil, err
	}

	names := slices.Concat(study2021.Metrics[:], []string{study2021.Collaboration})
	for _, name := range names {
		score := scores.Get(name)
		if score == nil {
			return nil, fmt.Errorf("ctostudy: the answers allow no score of %s", name)
		}
		out = append(out, score.High())
	}
	return out, nil
}

// driverCoefficients returns the coefficients of the study's regression.
func driverCoefficients(w *survey.Wave) (*study2021.Coefficients, error) {
	scores, err := NewScores(w, nil, nil)
	if err != nil {
		return nil, err
	}
	m, err := newRegressionModel(w, scores, nil)
	if err != nil {
		return nil, err
	}
	fit, err := m.fit(nil, nil)
	if err != nil {
		return nil, err
	}

	out := &study2021.Coefficients{
		Estimate: map[string][]float64{},
		StdErr:   map[string][]float64{},
	}
	for _, metric := range study2021.Metrics {
		for _, driver := range study2021.Drivers {
			row, err := fit.Coefficient(metric, driver)
			if err != nil {
				return nil, err
			}
			out.Estimate[metric] = append(out.Estimate[metric], row.Estimate)
			out.StdErr[metric] = append(out.StdErr[metric], row.StdErr)
		}
	}
	return out, nil
}

//go:embed testdata/published.csv
var publishedCSV []byte

// Published returns the figures of the 2021 report in the order of the file
// testdata/published.csv. The caller may change the slice.
func Published() []Figure { return embeddedFigures(publishedCSV, "published.csv") }

//go:embed testdata/restated.csv
var restatedCSV []byte

// Restated returns what the 2021 report prints again beside [Published]: the
// numbers of a figure that stand in a text or a pull quote too, and sentences
// and captions that order printed numbers. [Audit] compares them; a claim that
// is computed on a wave is in [Published]. The caller may change the slice.
func Restated() []Figure { return embeddedFigures(restatedCSV, "restated.csv") }

// embeddedFigures reads a file of the library's own, which tests read too.
func embeddedFigures(text []byte, file string) []Figure {
	figures, err := readFigures(bytes.NewReader(text), file, defaultStudy())
	if err != nil {
		panic("ctostudy: embedded figures: " + err.Error())
	}
	for i := range figures {
		figures[i].shipped = true
	}
	return figures
}
