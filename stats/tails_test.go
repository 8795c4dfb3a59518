package stats

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tailOf evaluates a line of testdata/reference/tails.
func tailOf(t *testing.T, rows map[string][]string, i int) float64 {
	cell := func(name string) float64 {
		v, err := strconv.ParseFloat(rows[name][i], 64)
		require.NoError(t, err)
		return v
	}
	switch rows["distribution"][i] {
	case "normal":
		return NormalTail(cell("x"))
	case "t":
		return StudentTail(cell("x"), cell("df1"))
	case "F":
		return FTail(cell("x"), cell("df1"), cell("df2"))
	case "qt":
		return studentQuantile(cell("x"), cell("df1"))
	}
	return ChiSquareTail(cell("x"), cell("df1"))
}

// Values of mpmath with 60 digits (testdata/reference/tails/script.py).
func TestTailsAgainstMPMath(t *testing.T) {
	rows := table(t, "../testdata/reference/tails/output.csv")
	want := numbers(t, rows["upper"])
	require.Greater(t, len(want), 200)
	for i, w := range want {
		assert.InEpsilon(t, w, tailOf(t, rows, i), 1e-10, "%s(%s; %s, %s)", rows["distribution"][i], rows["x"][i], rows["df1"][i], rows["df2"][i])
	}
}

// R's distributions as logarithms, and its quantiles of t (script.R).
func TestTailsAgainstR(t *testing.T) {
	rows := table(t, "../testdata/reference/tails/r.csv")
	for i, w := range numbers(t, rows["log_upper"]) {
		got := tailOf(t, rows, i)
		switch {
		case rows["distribution"][i] == "qt":
		case w > -1: // a tail of nearly 1 has no digits in its logarithm
			w = math.Exp(w)
		default:
			got = math.Log(got)
		}
		assert.InEpsilon(t, w, got, 1e-10, "%s(%s; %s, %s)", rows["distribution"][i], rows["x"][i], rows["df1"][i], rows["df2"][i])
	}
}

func TestTailIdentities(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"two sides are two tails", StudentTwoSided(-2.5, 9), 2 * StudentTail(2.5, 9)},
		{"the tails of t add up", StudentTail(-1.3, 4), 1 - StudentTail(1.3, 4)},
		{"t squared is F", FTail(9, 1, 11), StudentTwoSided(3, 11)},
		{"chi-square of one is normal", ChiSquareTail(49, 1), NormalTwoSided(7)},
		{"chi-square of two is exponential", ChiSquareTail(1300, 2), math.Exp(-650)},
		{"t without limit is normal", StudentTail(5, inf), NormalTail(5)},
		{"F without limit is chi-square", FTail(6, 4, inf), ChiSquareTail(24, 4)},
		{"Cauchy", StudentTail(1, 1), 0.25},
		{"below the support", FTail(-1, 2, 3), 1},
		{"all of it", ChiSquareTail(0, 3), 1},
	} {
		assert.InEpsilon(t, c.want, c.got, 1e-13, c.name)
	}
	// At the ends of the range of the degrees of freedom: R 4.2.2's pf(1.00001,
	// 1e10, 1e10), pf(3, 0.001, 5) and pchisq(1, 0.001), lower.tail = FALSE.
	assert.InEpsilon(t, 0.30853841888643929, FTail(1.00001, 1e10, 1e10), 1e-10)
	assert.InEpsilon(t, 0.0030652903323034998, FTail(3, 0.001, 5), 1e-10)
	assert.InEpsilon(t, 0.00027996010257139397, ChiSquareTail(1, 0.001), 1e-10)
	assert.Zero(t, FTail(inf, 2, 3))
	assert.Zero(t, ChiSquareTail(inf, 2))
	assert.Zero(t, StudentTail(inf, 5))
	for _, v := range []float64{NormalTail(nan), StudentTail(nan, 3), StudentTail(1, 0), StudentTail(1, nan), FTail(1, 0, 2), FTail(1, 2, -1), ChiSquareTail(1, nan)} {
		assert.True(t, math.IsNaN(v))
	}
}
