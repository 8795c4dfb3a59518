package study2021

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestScenarios(t *testing.T) {
	for _, s := range Scenarios() {
		assert.InEpsilon(t, 1, Sum(s.Share, all), 1e-10, s.Name)
		assert.NoError(t, s.Check())
	}
	halves := Scenarios()[1].Share
	assert.InEpsilon(t, 1.0/16, halves[5], 1e-10, "independent halves")

	// P(both above 0) = 1/4 + asin(r)/(2 pi) of two normals with correlation r (Sheppard 1899): 0.5
	// between metrics, 0.3 with collaboration.
	s := Scenarios()[0].Share
	metrics, closeness := Sum(s, Both(High(0), High(2))), Sum(s, Both(High(1), Close))
	assert.InEpsilon(t, 0.25+math.Asin(0.5)/(2*math.Pi), metrics, 1e-9)
	assert.InEpsilon(t, 0.25+math.Asin(0.3)/(2*math.Pi), closeness, 1e-9)
}
