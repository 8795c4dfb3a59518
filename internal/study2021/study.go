package study2021

import (
	_ "embed"
	"encoding/json"

	"github.com/ctostudy/ctostudy/survey"
)

//go:embed study.json
var studyJSON []byte

// Study returns what the 2021 study does with its constructs. Codebooks that say nothing of a study
// are read by it, since they use its names.
func Study() *survey.Study {
	out := &survey.Study{}
	if err := json.Unmarshal(studyJSON, out); err != nil {
		panic("study2021: study.json: " + err.Error()) // embedded and tested
	}
	return out
}
