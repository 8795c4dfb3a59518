package study2021

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestApportionHandsOutEverything(t *testing.T) {
	assert.Equal(t, []int{1, 1, 1}, apportion([]float64{1, 1, 1}, 3))
	assert.Equal(t, []int{2, 1, 1}, apportion([]float64{1, 1, 1}, 4), "ties go to the earlier part")

	// 41%, 33% and 26% of 2,500; 95.04, 54 and 66.96.
	assert.Equal(t, []int{1025, 825, 650}, apportion([]float64{41, 33, 26}, 2500))
	assert.Equal(t, []int{95, 54, 67}, apportion([]float64{44, 25, 31}, 216))

	assert.Equal(t, []int{0, 0}, apportion([]float64{0, 0}, 3), "no shares")
	assert.Equal(t, []int{0, 0}, apportion([]float64{3, -1}, 3), "no shares")
}

func TestPercentCountPrintsThePercentage(t *testing.T) {
	for p := range 101 {
		for _, n := range []int{216, 2500} {
			c, err := percentCount(float64(p), n)
			require.NoError(t, err)
			assert.Equal(t, float64(p), math.Round(100*float64(c)/float64(n)))
		}
	}
	_, err := percentCount(50, 3)
	assert.Error(t, err, "one or two of three are 33 or 67 percent")
	_, err = percentCount(104, 100)
	assert.Error(t, err)
}

func TestGrowthCountsPrintTheGrowth(t *testing.T) {
	for _, growth := range []float64{168, 172, 243, 406, 600} {
		from, to, err := growthCounts(growth, 0.5, 216)
		require.NoError(t, err)
		assert.Equal(t, growth, math.Round(100*(float64(to)/float64(from)-1)))
		assert.LessOrEqual(t, to, 216)
	}
	_, _, err := growthCounts(600, 0.5, 5)
	assert.Error(t, err)
}
