package study2021

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"github.com/ctostudy/ctostudy/internal/linear"
)

// reportOverlap returns the profit premiums of figures 7 and 8 and the 39%.
func reportOverlap(close CloseReading, both BothReading) Overlap {
	printed := func(percent float64) Interval {
		return Interval{1 + (percent-0.5)/100, 1 + (percent+0.5)/100}
	}
	return Overlap{
		Premium:   [3]Interval{printed(37), printed(35), printed(48)},
		Close:     [3]Interval{printed(26), printed(36), printed(20)},
		Both:      printed(39),
		ReadClose: close,
		ReadBoth:  both,
	}
}

// oracle knows nothing of tableaus or of the four means: it takes the synthesis's own solution for
// the cells at one value of each premium and of Q, and adds up what the targets are. Under the
// other reading of figure 8, close against all high, K = HC/H, the synthesis's ratio to distant is
// K (1-s) / (1-K s) with s the share of close among high.
func oracle(r CloseReading, n Cells, p premiums, q float64) (values [targetCount]float64, g Cells) {
	if r == CloseAgainstHigh {
		for j, k := range p.close {
			s := Sum(n, Both(High(j), Close)) / Sum(n, High(j))
			p.close[j] = k * (1 - s) / (1 - k*s)
		}
	}
	g = leastChange(n, p, q)

	values[targetQ] = memberMean(n, g, Close) / memberMean(n, g, Distant)
	for j := range 3 {
		lowDistant := memberMean(n, g, Both(Low(j), Distant))
		values[targetBoth+j] = memberMean(n, g, Both(High(j), Close)) / lowDistant
		values[targetLowClose+j] = memberMean(n, g, Both(Low(j), Close)) / lowDistant
	}
	return values, g
}

// memberMean adds up the growth of the members of a group.
func memberMean(n, g Cells, in func(int) bool) float64 {
	sum, size := 0.0, 0.0
	for c := range g {
		if in(c) {
			sum += n[c] * g[c]
			size += n[c]
		}
	}
	return sum / size
}

// solvedOracle finds the Q at which the three ratios have a mean, by secants.
func solvedOracle(
	t *testing.T, r CloseReading, n Cells, p premiums, both float64,
) (values [targetCount]float64, g Cells) {
	t.Helper()
	off := func(q float64) float64 {
		values, g = oracle(r, n, p, q)
		return values[0] + values[1] + values[2] - 3*both
	}

	q0, q1 := 1.0, 1.05
	d0, d1 := off(q0), off(q1)
	for range 20 {
		if math.Abs(d1) < 1e-9 {
			return values, g
		}
		next := q1 - d1*(q1-q0)/(d1-d0)
		q0, d0 = q1, d1
		q1, d1 = next, off(next)
	}
	require.Fail(t, "no Q", "%v %g", p, both)
	return values, g
}

// No feasible point lies outside the bounds, and some attain them.
func TestMeanBoundsByOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))

	for _, close := range CloseReadings() {
		for _, k := range []int{0, 5} { // halves, correlated; 40% high, 60% close, independent
			o, n := reportOverlap(close, BothMean), Scenarios()[k].Share
			bounds, _, err := o.Ranges(n)
			require.NoError(t, err)

			var attained [targetCount]Interval
			for i := range attained {
				attained[i] = nothing()
			}

			growing := 0
			for try := range 400 {
				at := func(x Interval, bit int) float64 { // the corners first
					if try < cornerCount {
						return x[try>>bit&1]
					}
					return x[0] + (x[1]-x[0])*r.Float64()
				}
				var p premiums
				for j := range 3 {
					p.high[j], p.close[j] = at(o.Premium[j], j), at(o.Close[j], 3+j)
				}

				values, g := solvedOracle(t, close, n, p, at(o.Both, 6))
				if slices.Min(g[:]) >= 0 {
					growing++
				}
				for i, x := range values {
					assert.Greater(t, x, bounds[i][0]-2e-6, "%v %d", close, i)
					assert.Less(t, x, bounds[i][1]+2e-6, "%v %d", close, i)
					attained[i] = attained[i].with(x)
				}
			}
			assert.Positive(t, growing, "points without a shrinking cell")

			for i := range bounds {
				// A bound may be better than every corner of the box if Q makes up for it, by
				// little.
				assert.InDelta(t, attained[i][0], bounds[i][0], 2e-3, "%v %d", close, i)
				assert.InDelta(t, attained[i][1], bounds[i][1], 2e-3, "%v %d", close, i)
			}
		}
	}
}

// weighted returns the ratio of two weighted sums of cells.
func weighted(g Cells, t target) float64 {
	upper, lower := 0.0, 0.0
	for c := range g {
		upper += t.upper[c] * g[c]
		lower += t.lower[c] * g[c]
	}
	return upper / lower
}

// Each bound is attained by cells that satisfy every constraint, and mixtures of such cells, which
// are feasible too, never leave the bounds.
func TestVerticesAndMixtures(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))

	for _, close := range CloseReadings() {
		o, n := reportOverlap(close, BothAtAll), Scenarios()[3].Share
		bounds, _, err := o.Ranges(n)
		require.NoError(t, err)

		var vertices []Cells
		for i, target := range targets(n) {
			for end, greatest := range []bool{false, true} {
				value, g, err := o.program(n).extreme(target.upper, target.lower, greatest)
				require.NoError(t, err)
				assert.Equal(t, bounds[i][end], value)
				if math.IsInf(value, 1) {
					continue
				}

				vertices = append(vertices, g)
				assert.InDelta(t, value, weighted(g, target), 1e-8*math.Max(1, value))
				checkPremiums(t, o, n, g)
			}
		}

		for range 300 {
			var mixed Cells
			for _, g := range vertices {
				weight := r.ExpFloat64()
				for c := range mixed {
					mixed[c] += weight * g[c]
				}
			}
			for i, target := range targets(n) {
				x := weighted(mixed, target)
				assert.GreaterOrEqual(t, x, bounds[i][0]-1e-6, "%d", i)
				assert.LessOrEqual(t, x, bounds[i][1]+1e-6, "%d", i)
			}
		}
	}
}

// checkPremiums adds up the printed premiums from the cells.
func checkPremiums(t *testing.T, o Overlap, n, g Cells) {
	t.Helper()
	within := func(printed Interval, upper, lower func(int) bool) {
		x := weighted(g, target{meanWeights(n, upper), meanWeights(n, lower)})
		assert.Greater(t, x, printed[0]-1e-6)
		assert.Less(t, x, printed[1]+1e-6)
	}

	for j := range 3 {
		within(o.Premium[j], High(j), Low(j))
		rest := Both(High(j), Distant)
		if o.ReadClose == CloseAgainstHigh {
			rest = High(j)
		}
		within(o.Close[j], Both(High(j), Close), rest)
	}
	assert.Greater(t, g[15], o.Both[0]*g[0]-1e-6)
	assert.Less(t, g[15], o.Both[1]*g[0]+1e-6)
}

// gonum's Simplex is the other software: it solves the same programs, written out anew, wherever it
// ends.
func TestExtremesByGonum(t *testing.T) {
	both := []BothReading{BothEach, BothAtAll}
	solved := 0

	for _, close := range CloseReadings() {
		for k, scenario := range Scenarios()[:4] {
			n := scenario.Share
			p := reportOverlap(close, both[k%2]).program(n)

			all := targets(n)
			for _, target := range all[k : k+3] {
				want, wantErr := leastByGonum(p, target)
				got, _, err := p.extreme(target.upper, target.lower, false)
				switch wantErr {
				case nil:
					require.NoError(t, err)
					assert.InDelta(t, want, got, 1e-7)
					solved++
				case lp.ErrInfeasible:
					assert.ErrorIs(t, err, linear.ErrInfeasible)
					solved++
				}
			}
		}
	}
	assert.Greater(t, solved, 20)
}

// leastByGonum returns the least value of a target under the inequalities of a program: the columns
// are the cells and a slack for each inequality.
func leastByGonum(p *cellProgram, t target) (float64, error) {
	m := len(p.atLeast)
	a := mat.NewDense(m+1, cellCount+m, nil)
	right := make([]float64, m+1)
	cost := make([]float64, cellCount+m)

	for i, row := range p.atLeast {
		for c, x := range row {
			a.Set(i, c, x)
		}
		a.Set(i, cellCount+i, -1)
	}
	for c := range cellCount {
		a.Set(m, c, t.lower[c])
		cost[c] = t.upper[c]
	}
	right[m] = 1

	least, _, err := lp.Simplex(cost, a, right, 1e-10, nil)
	return least, err
}

// 39% in each metric: whatever the premiums within their rounding, the metrics need different Q, so
// that no cells can satisfy all three.
func TestEachMetricByOracle(t *testing.T) {
	for _, close := range CloseReadings() {
		for _, scenario := range Scenarios() {
			o, n := reportOverlap(close, BothEach), scenario.Share
			needed := [3]Interval{nothing(), nothing(), nothing()}

			for q := 0.7; q < 1.6; q += 0.005 {
				for bits := range 4 {
					var p premiums
					for j := range 3 {
						p.high[j], p.close[j] = o.Premium[j][bits&1], o.Close[j][bits>>1]
					}
					values, _ := oracle(close, n, p, q)
					for j := range 3 {
						if values[j] >= o.Both[0]-0.01 && values[j] <= o.Both[1]+0.01 {
							needed[j] = needed[j].with(q)
						}
					}
				}
			}

			least := max(needed[0][0], needed[1][0], needed[2][0])
			most := min(needed[0][1], needed[1][1], needed[2][1])
			assert.GreaterOrEqual(t, least, most, "%s: %v", scenario.Name, needed)
			_, _, err := o.Ranges(n)
			assert.ErrorIs(t, err, linear.ErrInfeasible)
		}
	}
}
