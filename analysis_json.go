package ctostudy

import (
	"encoding/json"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// MarshalJSON writes the names and the estimate.
func (r ShareRow) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Population string          `json:"population"`
		Construct  string          `json:"construct"`
		Item       string          `json:"item"`
		Title      string          `json:"title"`
		Share      *stats.Estimate `json:"share"`
	}{r.Population, r.Construct, r.Item, r.Title, r.Estimate})
}

// MarshalJSON writes what is said of the classes, not who belongs to them.
func (r *ArchetypeResult) MarshalJSON() ([]byte, error) {
	return nulls.Marshal(struct {
		Fit      *segment.LatentClassResult `json:"fit"`
		Titles   []string                   `json:"titles"`
		Answers  [][]string                 `json:"answers"` // null for an option
		Shares   []ClassShares              `json:"shares"`
		HeldOut  []HeldOutRow               `json:"held_out"`
		Style    *segment.ResponseStyleTest `json:"response_style"`
		LeftOut  []LeftOut                  `json:"left_out,omitempty"`
		Warnings []stats.Warning            `json:"warnings,omitempty"`
	}{r.Fit, r.Titles, r.Answers, r.Shares, r.HeldOut, r.Style, r.LeftOut, r.Warnings})
}

// MarshalJSON writes the size, null where it may not be shown.
func (p PopulationSize) MarshalJSON() ([]byte, error) {
	type plain PopulationSize
	if p.Withheld() {
		return json.Marshal(struct {
			Name      string   `json:"population"`
			N         *int     `json:"n"`
			WeightedN *float64 `json:"weighted_n"`
			Withheld  bool     `json:"withheld"`
		}{Name: p.Name, Withheld: true})
	}
	return json.Marshal(plain(p))
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
