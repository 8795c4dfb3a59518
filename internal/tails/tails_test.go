package tails

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// table reads the columns of a CSV file.
func table(t *testing.T, name string) map[string][]string {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()

	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	out := map[string][]string{}
	for _, row := range rows[1:] {
		for j, cell := range row {
			out[rows[0][j]] = append(out[rows[0][j]], cell)
		}
	}
	return out
}

func numbers(t *testing.T, cells []string) []float64 {
	t.Helper()
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		require.NoError(t, err)
		out[i] = v
	}
	return out
}

// tailOf evaluates a line of testdata/reference/tails.
func tailOf(t *testing.T, rows map[string][]string, i int) float64 {
	cell := func(name string) float64 {
		v, err := strconv.ParseFloat(rows[name][i], 64)
		require.NoError(t, err)
		return v
	}
	switch rows["distribution"][i] {
	case "normal":
		return Normal(cell("x"))
	case "t":
		return Student(cell("x"), cell("df1"))
	case "F":
		return F(cell("x"), cell("df1"), cell("df2"))
	case "qt":
		return exceeded(cell("x"), cell("df1"))
	}
	return ChiSquare(cell("x"), cell("df1"))
}

// Values of mpmath with 60 digits (testdata/reference/tails/script.py).
func TestTailsAgainstMPMath(t *testing.T) {
	rows := table(t, "../../testdata/reference/tails/output.csv")
	want := numbers(t, rows["upper"])
	require.Greater(t, len(want), 200)
	for i, w := range want {
		assert.InEpsilon(t, w, tailOf(t, rows, i), 1e-10, "%s(%s; %s, %s)", rows["distribution"][i],
			rows["x"][i], rows["df1"][i], rows["df2"][i])
	}
}

// R's distributions as logarithms, and its quantiles of t (script.R).
func TestTailsAgainstR(t *testing.T) {
	rows := table(t, "../../testdata/reference/tails/r.csv")
	for i, w := range numbers(t, rows["log_upper"]) {
		got := tailOf(t, rows, i)
		switch {
		case rows["distribution"][i] == "qt":
		case w > -1: // a tail of nearly 1 has no digits in its logarithm
			w = math.Exp(w)
		default:
			got = math.Log(got)
		}
		assert.InEpsilon(t, w, got, 1e-10, "%s(%s; %s, %s)", rows["distribution"][i], rows["x"][i],
			rows["df1"][i], rows["df2"][i])
	}
}

func TestTailIdentities(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"two sides are two tails", StudentTwoSided(-2.5, 9), 2 * Student(2.5, 9)},
		{"the tails of t add up", Student(-1.3, 4), 1 - Student(1.3, 4)},
		{"t squared is F", F(9, 1, 11), StudentTwoSided(3, 11)},
		{"chi-square of one is normal", ChiSquare(49, 1), NormalTwoSided(7)},
		{"chi-square of two is exponential", ChiSquare(1300, 2), math.Exp(-650)},
		{"t without limit is normal", Student(5, inf), Normal(5)},
		{"F without limit is chi-square", F(6, 4, inf), ChiSquare(24, 4)},
		{"Cauchy", Student(1, 1), 0.25},
		{"below the support", F(-1, 2, 3), 1},
		{"all of it", ChiSquare(0, 3), 1},
	} {
		assert.InEpsilon(t, c.want, c.got, 1e-13, c.name)
	}
	// At the ends of the range of the degrees of freedom: R 4.2.2's pf(1.00001,
	// 1e10, 1e10), pf(3, 0.001, 5) and pchisq(1, 0.001), lower.tail = FALSE.
	assert.InEpsilon(t, 0.30853841888643929, F(1.00001, 1e10, 1e10), 1e-10)
	assert.InEpsilon(t, 0.0030652903323034998, F(3, 0.001, 5), 1e-10)
	assert.InEpsilon(t, 0.00027996010257139397, ChiSquare(1, 0.001), 1e-10)
	assert.Zero(t, F(inf, 2, 3))
	assert.Zero(t, ChiSquare(inf, 2))
	assert.Zero(t, Student(inf, 5))
	for _, v := range []float64{Normal(nan), Student(nan, 3), Student(1, 0), Student(1, nan),
		F(1, 0, 2), F(1, 2, -1), ChiSquare(1, nan)} {
		assert.True(t, math.IsNaN(v))
	}
}

// Half of the level lies on each side of 0.
func TestCritical(t *testing.T) {
	for _, df := range []float64{1, 2.5, 30, 1e6, math.Inf(1)} {
		for _, level := range []float64{0.1, 0.5, 0.95, 0.999} {
			assert.InEpsilon(t, 1-level, StudentTwoSided(Critical(level, df), df), 1e-10, "%v %v", level, df)
		}
	}
	assert.True(t, math.IsNaN(Critical(0.95, 0)))
}
