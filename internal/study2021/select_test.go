package study2021

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTickTopTakesTheHighest(t *testing.T) {
	data := []int8{9, 9, 9, 9}
	tickTop(data, []int{0, 1, 3}, 2, []float64{0.5, 0.7, 9, 0.5})

	const why = "row 2 is not in the stratum; rows 0 and 3 tie and the first is taken"
	assert.Equal(t, []int8{1, 1, 9, 0}, data, why)
}
