package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/ctostudy/ctostudy"
)

// manifest is what is needed to obtain a report's numbers again.
type manifest struct {
	// Synthetic stands first: it is the first thing to know.
	Synthetic bool `json:"synthetic"`
	// Library is this module's version, "(devel)" in a clone of it.
	Library string `json:"library"`
	Go      string `json:"go"`
	// Modules are the versions of those that numbers depend on.
	Modules map[string]string `json:"modules"`
	// Answers is the SHA-256 of the wave written as CSV by [survey.Wave.WriteCSV], Respondents their
	// number, null if it may not be shown.
	Answers     string  `json:"answers_sha256"`
	Respondents *int    `json:"respondents"`
	Inputs      []Input `json:"inputs"`
	Seed        uint64  `json:"seed"`
	Classes     int     `json:"classes"`
	Starts      int     `json:"min_starts"`
	Level       float64 `json:"level"`
}

const modulePath = "github.com/ctostudy/ctostudy"

func newManifest(a *ctostudy.Analysis, inputs []Input) (manifest, error) {
	hash := sha256.New()
	if err := a.Given.WriteCSV(hash); err != nil {
		return manifest{}, fmt.Errorf("ctostudy: hashing the answers: %w", err)
	}

	out := manifest{
		Synthetic: a.Synthetic,
		Library:   "(devel)",
		Go:        runtime.Version(),
		Modules:   map[string]string{},

		Answers:     hex.EncodeToString(hash.Sum(nil)),
		Respondents: shownN(a),
		Inputs:      slices.Clone(inputs),

		Seed:    a.Settings.Seed,
		Classes: a.Settings.Classes,
		Starts:  a.Settings.MinStarts,
		Level:   a.Settings.Level,
	}
	if a.Archetypes != nil {
		out.Starts = a.Archetypes.Fit.Settings.MinStarts // the default written out
	}

	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out, nil
	}
	for _, m := range info.Deps {
		switch m.Path {
		case modulePath:
			out.Library = m.Version
		case "gonum.org/v1/gonum", "gonum.org/v1/plot":
			out.Modules[m.Path] = m.Version
		}
	}
	return out, nil
}

// shownN returns the number of respondents, nil where it may not be shown.
func shownN(a *ctostudy.Analysis) *int {
	if a.N == 0 {
		return nil // no analysis is of nobody
	}
	return &a.N
}
