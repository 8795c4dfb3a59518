package study2021

// Truth is what a synthesis planted and an analysis has to find again. The type of the same name in
// the module's root, which is converted from it, says what the members are.
type Truth struct {
	Note           string                `json:"note"`
	Seed           uint64                `json:"seed"`
	Population     int                   `json:"population,omitempty"`
	Archetypes     string                `json:"archetypes"`
	Profiles       map[string][3]float64 `json:"profiles"`
	Latent         map[string][]float64  `json:"latent_coefficients"`
	Observed       map[string][]float64  `json:"observed_coefficients,omitempty"`
	ObservedStdErr map[string][]float64  `json:"observed_std_errors,omitempty"`
	Cells          map[string][]float64  `json:"growth_cells"`
	Both           []float64             `json:"profit_both_ratios"`
	Q              float64               `json:"profit_close_ratio"`
}

const truthNote = "Synthetic: planted by the generator, for tests only. " +
	"The analysis never reads this file."

func newTruth(seed uint64) *Truth {
	return &Truth{
		Note:     truthNote,
		Seed:     seed,
		Profiles: map[string][3]float64{},
		Latent:   map[string][]float64{},
		Cells:    map[string][]float64{},
	}
}
