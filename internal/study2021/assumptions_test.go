package study2021

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAssumptionsAreReadByType(t *testing.T) {
	a := newAssumptions([]Assumption{
		{ID: "count", Value: json.RawMessage("216")},
		{ID: "share", Value: json.RawMessage("0.45")},
		{ID: "levels", Value: json.RawMessage("[0.2, 0.8]")},
	})

	assert.Equal(t, 216, assumed[int](a, "count"))
	assert.Equal(t, 0.45, assumedShare(a, "share"))
	a.checkShares("levels", assumed[[]float64](a, "levels"), 2)
	assert.NoError(t, a.err)

	assumed[int](a, "share")
	assert.ErrorContains(t, a.err, `assumption "share"`)
	assumed[int](a, "absent")
	assert.ErrorContains(t, a.err, `assumption "share"`, "the first fault is kept")
}

func TestAimsExceedMoreThan(t *testing.T) {
	a := newAims([]Aim{
		{ID: "a", Claim: "share  x/a", Population: "cto", Value: 41},
		{ID: "core.strategy", Claim: "share x/b", Population: "cto", Value: 90, AtLeast: true},
		{ID: "b", Claim: "share x/c", Population: "cto", Value: 50, AtLeast: true},
	}, newAssumptions([]Assumption{
		{ID: "aim.exceed", Value: json.RawMessage(`{"core": 0.28, "other": 2}`)},
	}))

	for claim, want := range map[string]float64{
		"share x/a": 41, "share x/b": 90.28, "share x/c": 52,
	} {
		got, ok := a.find(claim, "cto")
		assert.True(t, ok, claim)
		assert.Equal(t, want, got, claim)
	}

	_, ok := a.find("share x/a", "cio")
	assert.False(t, ok)
	a.required("share x/a", "cio")
	assert.ErrorContains(t, a.assumptions.err, `no published figure for "share x/a" in cio`)
}
