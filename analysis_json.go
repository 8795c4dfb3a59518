package ctostudy

import (
	"encoding/json"
	"math"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// jsonNumber is written as null where it is undefined.
type jsonNumber float64

func (x jsonNumber) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// jsonEstimate is an estimate, named as in tidy tables.
type jsonEstimate struct {
	Estimate   jsonNumber      `json:"estimate"`
	StdError   jsonNumber      `json:"std_error"`
	Low        jsonNumber      `json:"conf_low"`
	High       jsonNumber      `json:"conf_high"`
	N          int             `json:"n"`
	WeightedN  jsonNumber      `json:"weighted_n"`
	EffectiveN jsonNumber      `json:"effective_n"`
	Warnings   []stats.Warning `json:"warnings,omitempty"`
}

// newJSONEstimate returns nil for nil.
func newJSONEstimate(e *stats.Estimate) *jsonEstimate {
	if e == nil {
		return nil
	}
	return &jsonEstimate{jsonNumber(e.Value), jsonNumber(e.StdErr), jsonNumber(e.Low), jsonNumber(e.High),
		e.N, jsonNumber(e.WeightedN), jsonNumber(e.EffectiveN), e.Warnings}
}

// MarshalJSON writes the row with its estimate's numbers beside the names.
func (r ShareRow) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Population string `json:"population"`
		Construct  string `json:"construct"`
		Item       string `json:"item"`
		Title      string `json:"title"`
		*jsonEstimate
	}{r.Population, r.Construct, r.Item, r.Title, newJSONEstimate(r.Estimate)})
}

// MarshalJSON writes the shares in the order of the classes.
func (r ClassShares) MarshalJSON() ([]byte, error) {
	class := make([]*jsonEstimate, len(r.Class))
	for k := range class {
		class[k] = newJSONEstimate(&r.Class[k])
	}
	return json.Marshal(struct {
		Population string          `json:"population"`
		Class      []*jsonEstimate `json:"class"`
	}{r.Population, class})
}

// MarshalJSON writes the shares in the order of the classes, null where nobody
// answered.
func (r HeldOutRow) MarshalJSON() ([]byte, error) {
	class := make([]*jsonEstimate, len(r.Class))
	for k := range class {
		class[k] = newJSONEstimate(r.Class[k])
	}
	return json.Marshal(struct {
		Item  string          `json:"item"`
		Title string          `json:"title"`
		Class []*jsonEstimate `json:"class"`
	}{r.Item, r.Title, class})
}

// jsonFit says how a latent class model was found.
type jsonFit struct {
	Classes           int             `json:"classes"`
	N                 int             `json:"n"`
	EffectiveN        jsonNumber      `json:"effective_n"`
	Parameters        int             `json:"parameters"`
	LogLik            jsonNumber      `json:"log_lik"`
	AIC               jsonNumber      `json:"aic"`
	BIC               jsonNumber      `json:"bic"`
	Pseudo            bool            `json:"pseudo"`
	EntropyR2         jsonNumber      `json:"entropy_r2"`
	Starts            int             `json:"starts"`
	Hits              int             `json:"hits"`
	Distinct          int             `json:"distinct"`
	RunnerUpAgreement jsonNumber      `json:"runner_up_agreement"`
	Iterations        int             `json:"iterations"`
	Converged         bool            `json:"converged"`
	Seed              uint64          `json:"seed"`
	Share             []*jsonEstimate `json:"share"`
}

func newJSONFit(f *segment.LatentClassResult) jsonFit {
	out := jsonFit{Classes: f.K, N: f.N, EffectiveN: jsonNumber(f.EffectiveN), Parameters: f.NPar, LogLik: jsonNumber(f.LogLik),
		AIC: jsonNumber(f.AIC), BIC: jsonNumber(f.BIC), Pseudo: f.Pseudo, EntropyR2: jsonNumber(f.EntropyR2),
		Starts: f.Starts, Hits: f.Hits, Distinct: f.Distinct, RunnerUpAgreement: jsonNumber(f.RunnerUpAgreement),
		Iterations: f.Iterations, Converged: f.Converged, Seed: f.Seed}
	for k := range f.Share {
		out.Share = append(out.Share, newJSONEstimate(&f.Share[k]))
	}
	return out
}

// MarshalJSON writes what is said of the classes, not who belongs to them.
// Profiles hold, for each item and class, the chance of each answer but the
// first.
func (r *ArchetypeResult) MarshalJSON() ([]byte, error) {
	type profile struct {
		Item  string            `json:"item"`
		Title string            `json:"title"`
		Class [][]*jsonEstimate `json:"class"`
	}
	profiles := make([]profile, len(r.Items))
	for j, item := range r.Items {
		profiles[j] = profile{Item: item, Title: r.Titles[j], Class: make([][]*jsonEstimate, r.Classes())}
		for k := range profiles[j].Class {
			for c := 1; c < len(r.Fit.Profile[k][j]); c++ {
				profiles[j].Class[k] = append(profiles[j].Class[k], newJSONEstimate(&r.Fit.Profile[k][j][c]))
			}
		}
	}
	return json.Marshal(struct {
		Fit      jsonFit         `json:"fit"`
		Shares   []ClassShares   `json:"shares"`
		Profiles []profile       `json:"profiles"`
		HeldOut  []HeldOutRow    `json:"held_out"`
		Warnings []stats.Warning `json:"warnings,omitempty"`
	}{newJSONFit(r.Fit), r.Shares, profiles, r.HeldOut, r.Warnings})
}

// MarshalJSON writes what is said of the score, not the respondents' values.
func (s *Score) MarshalJSON() ([]byte, error) {
	count := func(x *stats.Codes) (n int) {
		for _, k := range x.Data() {
			if k == 1 {
				n++
			}
		}
		return n
	}
	return json.Marshal(struct {
		Name     ScoreName       `json:"name"`
		Title    string          `json:"title"`
		N        int             `json:"n"`
		High     int             `json:"n_high"`
		Tied     int             `json:"n_tied"`
		Exact    bool            `json:"exact_cut"`
		Warnings []stats.Warning `json:"warnings,omitempty"`
	}{s.Name, s.Title, s.N, count(s.High()), count(s.Tied()), s.ExactCut(), s.Warnings})
}

// MarshalJSON writes everything but the respondents' own values; undefined
// numbers are null.
func (a *Analysis) MarshalJSON() ([]byte, error) {
	out := struct {
		Title       string                      `json:"title"`
		Source      string                      `json:"source"`
		Synthetic   bool                        `json:"synthetic"`
		N           int                         `json:"n"`
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
	}{Title: a.Title, Source: a.Source, Synthetic: a.Synthetic, N: a.N, Populations: a.Populations,
		Regression: a.Regression, Importance: a.Importance, Premiums: a.Premiums, Archetypes: a.Archetypes,
		Shares: a.Shares, LeftOut: a.LeftOut, Warnings: a.Warnings, Seed: a.Settings.Seed, Classes: a.Settings.Classes, Level: a.Settings.Level}
	if a.Scores != nil {
		out.Norms = a.Scores.Norms
		for i := range a.Scores.All {
			out.Scores = append(out.Scores, &a.Scores.All[i])
		}
	}
	return json.Marshal(out)
}
