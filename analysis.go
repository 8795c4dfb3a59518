package ctostudy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/level"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// mostResamples bounds what is kept of each resample; beyond some thousands an
// interval's ends do not move.
const mostResamples = 100_000

// AnalysisSettings say how a wave is analysed. Nil and zero mean the study's
// own method.
type AnalysisSettings struct {
	// Seed of the latent classes' random starts; results are the same for any
	// number of processors.
	Seed uint64
	// Classes is the number of latent classes; if zero, the study's.
	Classes int
	// MinStarts is the least number of random starts; if zero, the default of
	// [segment.LatentClassSettings].
	MinStarts int
	// Resamples is the number of bootstrap resamples behind the intervals of
	// Importance, from 2 to 100,000; if zero, 200.
	Resamples int
	// Level of the confidence intervals, in (0, 1); if zero, 0.95.
	Level float64
	// Scores say how scores are computed.
	Scores ScoreSettings
	// Progress, if not nil, is called before each stage (with done of total
	// stages) and during long ones (with done of total steps of the stage, as
	// far as known). It is called from the goroutine that called Analyze or,
	// within a stage, from one at a time. If it panics, the analysis ends and
	// Analyze panics with the same value.
	Progress func(stage string, done, total int) `json:"-"`
}

// resolved fills in the defaults, of which the number of classes is the study's.
func (s *AnalysisSettings) resolved(study *survey.Study) (AnalysisSettings, error) {
	out := AnalysisSettings{}
	if s != nil {
		out = *s
	}
	if out.Classes == 0 && study.Classes != nil {
		out.Classes = study.Classes.Number
	}
	var isLevel bool
	out.Level, isLevel = level.Resolved(out.Level)
	if out.Resamples == 0 {
		out.Resamples = 200
	}
	var err error
	if out.Scores, err = out.Scores.resolved(); err != nil {
		return out, err
	}
	switch {
	case out.Classes < 2 && (out.Classes != 0 || study.Classes != nil):
		return out, errors.New("ctostudy: AnalysisSettings.Classes must be at least 2")
	case out.MinStarts < 0:
		return out, errors.New("ctostudy: AnalysisSettings.MinStarts must not be negative")
	case out.Resamples < 2 || out.Resamples > mostResamples:
		return out, fmt.Errorf("ctostudy: AnalysisSettings.Resamples must be from 2 to %d, not %d",
			mostResamples, out.Resamples)
	case !isLevel:
		return out, fmt.Errorf("ctostudy: level %v is not between 0 and 1", out.Level)
	}
	return out, nil
}

// latentClass returns the settings of the latent classes, whose stage has that name.
func (s AnalysisSettings) latentClass(stage string) *segment.LatentClassSettings {
	out := &segment.LatentClassSettings{Seed: s.Seed, MinStarts: s.MinStarts, Level: s.Level}
	if s.Progress != nil {
		out.Progress = func(done, total int) { s.Progress(stage, done, total) }
	}
	return out
}

// Analysis is everything a wave allows.
type Analysis struct {
	// Title and Source are the codebook's; Synthetic says that the answers
	// were made by a program.
	Title, Source string
	Synthetic     bool
	// N is the number of respondents with a weight above 0.
	N           int
	Populations []PopulationSize
	// Study is what the analysis was made by: what it does with which constructs, and what they
	// are called. It is the codebook's own or, if it has none, that of 2021.
	Study  *survey.Study
	Scores *Scores
	// Regression of the metrics on the drivers; nil where left out, as are
	// the following.
	Regression *drivers.MultivariateResult
	// Importance shares the R2 of each metric among the drivers, beyond the
	// controls.
	Importance *drivers.ImportanceResult
	Premiums   []PremiumRow
	// Slopes hold, for each metric, growth by collaboration among low and among high.
	Slopes     []SlopeRow
	Shares     []ShareRow
	Archetypes *ArchetypeResult
	// LeftOut lists what the wave does not allow.
	LeftOut  []LeftOut
	Warnings []stats.Warning
	Settings AnalysisSettings

	// wave has a row for each respondent; in given, the wave as it was given, rows
	// may be counted.
	Wave   *survey.Wave
	Given  *survey.Wave
	Design *stats.Design

	populations []population // of the wave, with their masks

	// blanked: what may not be shown is out of this copy.
	blanked bool
}

// Analyze computes everything that the wave allows and its study asks for: scores, the regression
// of the metrics on the drivers, premiums of growth, the share of every option in every
// population, and latent classes of one. It reads raw answers and the codebook, nothing else.
//
// What cannot be computed is listed in LeftOut and the rest goes on: a wave
// without amounts has no premiums, one without the population that is divided no classes. Weights,
// frequencies, strata and clusters are those of the codebook's construct
// "design" ([Wave.Design]). Rows that are counted (frequency) are as many
// respondents: every number is what the file before it was counted would give.
//
// It fails on settings out of range, on a wave without respondents or with an
// unusable design, and, with the context's error, when the context ends.
func Analyze(ctx context.Context, w *survey.Wave, s *AnalysisSettings) (*Analysis, error) {
	c := w.Codebook()
	study := studyOf(c)
	settings, err := s.resolved(study)
	if err != nil {
		return nil, err
	}
	given := w
	if w.Counted() {
		if w, err = w.Respondents(); err != nil {
			return nil, err
		}
	}
	if w.Len() == 0 {
		return nil, notAvailable("it has no respondents")
	}

	a := &Analysis{Title: c.Title, Source: c.Source, Synthetic: c.Synthetic, Settings: settings,
		Study: study,
		Wave:  w, Given: given, Warnings: append(w.Warnings(), codebookWarnings(c, study)...)}
	if a.Design, err = w.DesignOfRows(); err != nil {
		return nil, err
	}
	a.Warnings = append(a.Warnings, a.Design.Warnings()...)
	a.populations = populationsOf(w)
	a.Populations = sizes(a.populations, a.Design)
	a.N = a.Populations[0].N // of all

	type stage struct {
		name string
		run  func(context.Context) error
	}
	stages := []stage{
		{"scores", a.addScores},
		{"regression", a.addRegression},
		{"premiums", a.addPremiums},
		{"shares", a.addShares},
	}
	if study.Classes != nil {
		stages = append(stages, stage{study.Classes.Plural(), a.addArchetypes})
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	relay := &progressRelay{call: settings.Progress, cancel: cancel}
	if settings.Progress != nil {
		a.Settings.Progress = relay.report
		defer func() { a.Settings.Progress = settings.Progress }()
	}

	for i, stage := range stages {
		relay.report(stage.name, i, len(stages))
		relay.rethrow()
		if err := ctx.Err(); err != nil {
			return nil, err
		}

		err := stage.run(ctx)
		relay.rethrow()
		if ended := ctx.Err(); ended != nil {
			return nil, ended
		}
		if err != nil {
			a.LeftOut = append(a.LeftOut, LeftOut{What: stage.name, Why: reason(err)})
		}
	}
	relay.report("done", len(stages), len(stages))
	relay.rethrow()
	return a, nil
}

// progressRelay hands progress to a callback. A panic of the callback, which
// may be called from a goroutine that nobody can recover in, is kept for the
// goroutine that called Analyze.
type progressRelay struct {
	call     func(stage string, done, total int) // nil: nobody listens
	cancel   context.CancelFunc
	mu       sync.Mutex
	panicked any
}

func (r *progressRelay) report(stage string, done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.call == nil || r.panicked != nil {
		return
	}

	defer func() {
		if r.panicked = recover(); r.panicked != nil {
			r.cancel()
		}
	}()
	r.call(stage, done, total)
}

// rethrow panics as the callback did.
func (r *progressRelay) rethrow() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.panicked != nil {
		panic(r.panicked)
	}
}

func (a *Analysis) addScores(context.Context) error {
	scores, err := NewScores(a.Wave, a.Design, &a.Settings.Scores)
	if err != nil {
		return err
	}
	a.LeftOut = append(a.LeftOut, scores.LeftOut...)
	for _, s := range scores.All {
		a.Warnings = append(a.Warnings, s.Warnings...)
	}
	if len(scores.All) == 0 {
		return notAvailable("the wave allows none of them")
	}
	a.Scores = scores
	return nil
}

func (a *Analysis) addRegression(ctx context.Context) error {
	if a.Scores == nil {
		return notAvailable("there are no scores")
	}
	m, err := newRegressionModel(a.Wave, a.Scores, a.Design)
	if err != nil {
		return err
	}
	fit, err := m.fit(a.Design, &drivers.MultivariateSettings{Level: a.Settings.Level})
	if err != nil {
		return err
	}
	a.Regression = fit
	a.Warnings = append(a.Warnings, fit.Warnings...)
	shared, err := drivers.Importance(ctx, m.data(a.Design), &drivers.ImportanceSettings{
		Controls: m.controls, Resamples: a.Settings.Resamples, Level: a.Settings.Level,
		Seed: a.Settings.Seed})
	if err != nil {
		a.LeftOut = append(a.LeftOut, LeftOut{What: "importance", Why: err.Error()})
		return nil
	}
	a.Importance = shared
	a.Warnings = append(a.Warnings, shared.Warnings...)
	return nil
}

func (a *Analysis) addPremiums(context.Context) error {
	rows, left, warnings := premiums(a.Wave, a.Study, a.Scores, a.Design, a.Settings.Level)
	a.Premiums = rows
	a.Slopes = slopes(a.Wave, a.Study, a.Scores, a.Design, a.Settings.Level)
	a.LeftOut = append(a.LeftOut, left...)
	a.Warnings = append(a.Warnings, warnings...)
	return nil
}

func (a *Analysis) addShares(ctx context.Context) error {
	rows, left, err := shares(ctx, a.Wave, a.Study, a.populations, a.Design, a.Settings.Level)
	a.Shares = rows
	a.LeftOut = append(a.LeftOut, left...)
	return err
}

func (a *Analysis) addArchetypes(ctx context.Context) error {
	found, err := archetypes(ctx, a.Wave, a.Study, a.populations, a.Design, a.Settings.Classes,
		a.Settings.latentClass(a.Study.Classes.Plural()))
	if err != nil {
		return err
	}
	a.Archetypes = found
	a.LeftOut = append(a.LeftOut, found.LeftOut...)
	a.Warnings = append(a.Warnings, found.Warnings...)
	return nil
}

// whyNot says why something was left out.
func (a *Analysis) whyNot(what string) string {
	for _, l := range a.LeftOut {
		if l.What == what {
			return l.Why
		}
	}
	return "the analysis has none"
}

// noClasses says why there are no classes.
func (a *Analysis) noClasses() error {
	if a.Study.Classes == nil {
		return notAvailable("the study has no classes")
	}
	stage := a.Study.Classes.Plural()
	return notAvailable("%s: %s", stage, a.whyNot(stage))
}

// MarshalJSON writes everything but the respondents' own values; undefined
// numbers are null.
func (a *Analysis) MarshalJSON() ([]byte, error) {
	var shown *int // an analysis is never of nobody: 0 may not be shown
	if a.N > 0 {
		shown = &a.N
	}
	out := struct {
		Title       string                      `json:"title"`
		Source      string                      `json:"source"`
		Synthetic   bool                        `json:"synthetic"`
		N           *int                        `json:"n"`
		Populations []PopulationSize            `json:"populations"`
		Scores      []*Score                    `json:"scores"`
		Norms       Norms                       `json:"norms,omitempty"`
		Regression  *drivers.MultivariateResult `json:"regression"`
		Importance  *drivers.ImportanceResult   `json:"importance"`
		Premiums    []PremiumRow                `json:"premiums"`
		Archetypes  *ArchetypeResult            `json:"archetypes"`
		Shares      []ShareRow                  `json:"shares"`
		LeftOut     []LeftOut                   `json:"left_out"`
		Warnings    []stats.Warning             `json:"warnings"`
		Seed        uint64                      `json:"seed"`
		Classes     int                         `json:"classes"`
		Level       float64                     `json:"level"`
	}{Title: a.Title, Source: a.Source, Synthetic: a.Synthetic, N: shown, Populations: a.Populations,
		Regression: a.Regression, Importance: a.Importance, Premiums: a.Premiums,
		Archetypes: a.Archetypes, Shares: a.Shares, LeftOut: a.LeftOut, Warnings: a.Warnings,
		Seed: a.Settings.Seed, Classes: a.Settings.Classes, Level: a.Settings.Level}
	if a.Scores != nil {
		out.Norms = a.Scores.Norms
		for i := range a.Scores.All {
			out.Scores = append(out.Scores, &a.Scores.All[i])
		}
	}
	return json.Marshal(out)
}

// classes is how the study divides people into classes; nil if it does not.
func (a *Analysis) classes() *survey.Classes {
	if a.Study == nil {
		return defaultStudy().Classes
	}
	return a.Study.Classes
}
