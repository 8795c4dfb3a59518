package study2021

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/survey"
)

func TestStudy(t *testing.T) {
	s := Study()
	assert.Len(t, s.Outcomes, 2)
	assert.Len(t, s.Pictures, 9, "figure 1 is another survey's")
	assert.Equal(t, "cto", s.Classes.Population)
}

// The synthesis plants what the study's analysis looks for.
func TestStudyAndSynthesisNameTheSameConstructs(t *testing.T) {
	names := func(scales []survey.Scale) (out []string) {
		for _, scale := range scales {
			out = append(out, scale.Name)
		}
		return out
	}

	s := Study()
	assert.Equal(t, Metrics[:], names(s.Metrics))
	assert.Equal(t, Drivers[:], names(s.Drivers))
	assert.Equal(t, Collaboration, s.Index.Name)
	assert.Equal(t, archetypeCount, s.Classes.Number)
}
