package study2021

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStudy(t *testing.T) {
	s := Study()
	assert.Len(t, s.Metrics, 3)
	assert.Len(t, s.Drivers, 6)
	assert.Len(t, s.Outcomes, 2)
	assert.Len(t, s.Pictures, 9, "figure 1 is another survey's")
	assert.Equal(t, "cto", s.Classes.Population)
}
