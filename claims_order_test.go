package ctostudy

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// everyItem lists the items of several constructs over and over.
func everyItem(a *Analysis, n int) []string {
	var items []string
	for _, c := range []string{"tech.near", "tech.far", "time"} {
		for _, item := range a.Wave.Construct(c).Items {
			items = append(items, c+"/"+item.Name)
		}
	}
	out := make([]string, n)
	for i := range out {
		out[i] = items[i%len(items)]
	}
	return out
}

// plainOrder is the slow and obvious way: each contrast of the sides by itself.
func plainOrder(t *testing.T, m *Measure, sides [][]string, population string) []contrast {
	t.Helper()
	linear := func(item string) (claimTerm, *stats.Linearized) {
		term := claimTerm{kind: shareClaim, args: []string{item}, population: population}
		l, err := term.linear(m, population)
		require.NoError(t, err)
		return term, l
	}
	var out []contrast
	for s := range len(sides) - 1 {
		for _, left := range sides[s] {
			for _, right := range sides[s+1] {
				a, x := linear(left)
				b, y := linear(right)
				e, err := m.Estimate(stats.Difference(x, y))
				require.NoError(t, err)
				out = append(out, contrast{left: a, right: b, Estimate: e})
			}
		}
	}
	return out
}

// bits writes an estimate such that NaN is equal to NaN.
func bits(e *stats.Estimate) string { return fmt.Sprintf("%x", *e) }

// Long orders come out as each contrast by itself would, to the last bit.
func TestLongOrders(t *testing.T) {
	a, _ := shippedAnalysis(t)
	m := a.Measure(nil)
	x := everyItem(a, 60)
	for name, sides := range map[string][][]string{
		"two sides":   {x[:20], x[20:40]},
		"chain":       {x[0:1], x[1:2], x[2:3], x[3:4], x[4:5], x[5:6], x[6:7], x[0:1]},
		"repetitions": {x[:5], x[3:8], x[:5], x[3:8]},
	} {
		var texts []string
		for _, side := range sides {
			texts = append(texts, strings.Join(side, ", "))
		}
		c, err := ParseClaim("order " + strings.Join(texts, " > "))
		require.NoError(t, err)
		got, err := c.evaluate(m, "cto")
		require.NoError(t, err)

		want := plainOrder(t, m, sides, "cto")
		require.Len(t, got.contrasts, len(want), name)
		smallest := want[0].Estimate
		for i, c := range want {
			assert.Equal(t, c.String(), got.contrasts[i].String())
			assert.Equal(t, c.Value, got.contrasts[i].Value)
			assert.Equal(t, c.N, got.contrasts[i].N)
			if c.Value < 0 {
				assert.Equal(t, bits(c.Estimate), bits(got.contrasts[i].Estimate))
			}
			if c.Value < smallest.Value {
				smallest = c.Estimate
			}
		}
		assert.Equal(t, bits(smallest), bits(got.estimate), name)

		outcome, why := judgeOrder(want, nil)
		fast, because := judgeOrder(got.contrasts, nil)
		assert.Equal(t, outcome, fast, name)
		assert.Equal(t, why, because, name)
	}
}

// Each term and each reversed pair of terms is computed once, however often a
// chain repeats it: 100 times all 16 options are 25,360 contrasts, of 256 pairs at most.
func TestRepeatedTermsAreComputedOnce(t *testing.T) {
	a, _ := shippedAnalysis(t)
	m := a.Measure(nil)
	c, err := ParseClaim("order " + strings.Repeat("tech.near/* > ", 100) + "0")
	require.NoError(t, err)

	w := newOrderWork(m)
	out := &evaluation{}
	var left []measured
	for s, side := range c.comparisons[0] {
		right, err := w.side(side, c.comparisons[0], "cto")
		require.NoError(t, err)
		if s > 0 {
			require.NoError(t, w.contrasts(out, left, right))
		}
		left = right
	}
	assert.Len(t, out.contrasts, 99*16*16+16)
	assert.Len(t, w.terms, 17, "16 options and the number")
	assert.LessOrEqual(t, len(w.pairs), 16*16, "not 25,360")
	for _, c := range out.contrasts {
		assert.Equal(t, c.Value > 0, math.IsNaN(c.StdErr), "the reversed ones have their errors")
	}
}

// Sides of wildcards multiply: 40 times 16 options against as many are 409,600 inequalities.
func TestOrderOfTooManyInequalities(t *testing.T) {
	a, _ := shippedAnalysis(t)
	side := strings.Repeat("tech.near/*, ", 39) + "tech.near/*"
	c, err := ParseClaim("order " + side + " > " + side)
	require.NoError(t, err)
	_, err = c.evaluate(a.Measure(nil), "cto")
	require.ErrorIs(t, err, ErrNotAvailable)
	assert.ErrorContains(t, err, "262144 inequalities")
}
