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
func reportOverlap(t testing.TB, close CloseReading, both BothReading) Overlap {
	t.Helper()
	box := func(percent float64) Interval { return Interval{1 + (percent-0.5)/100, 1 + (percent+0.5)/100} }
	return Overlap{Premium: [3]Interval{box(37), box(35), box(48)}, Close: [3]Interval{box(26), box(36), box(20)}, Both: box(39), ReadClose: close, ReadBoth: both}
}

// The oracle knows nothing of tableaus or of the four means: it takes the
// synthesis's own solution for the cells at one value of each premium and of
// Q, and adds up what the targets are. Under the other reading of figure 8,
// close against all high, K = HC/H, the synthesis's ratio to distant is
// K (1-s) / (1-K s) with s the share of close among high.
func (o Overlap) oracle(n Cells, premium, close [3]float64, q float64) (values [7]float64, g Cells) {
	if o.ReadClose == CloseAgainstHigh {
		for j, k := range close {
			s := Sum(n, Both(High(j), Close)) / Sum(n, High(j))
			close[j] = k * (1 - s) / (1 - k*s)
		}
	}
	g = leastChange(n, premiums{premium, close}, q)
	mean := func(in func(int) bool) float64 {
		sum, size := 0.0, 0.0
		for c := range g {
			if in(c) {
				sum, size = sum+n[c]*g[c], size+n[c]
			}
		}
		return sum / size
	}
	values[targetQ] = mean(Close) / mean(Distant)
	for j := range 3 {
		low := mean(Both(Low(j), Distant))
		values[j], values[targetQ+1+j] = mean(Both(High(j), Close))/low, mean(Both(Low(j), Close))/low
	}
	return values, g
}

// solved finds the Q at which the three ratios have a mean, by secants.
func (o Overlap) solved(t *testing.T, n Cells, premium, close [3]float64, both float64) (v [7]float64, g Cells) {
	t.Helper()
	off := func(q float64) float64 {
		v, g = o.oracle(n, premium, close, q)
		return v[0] + v[1] + v[2] - 3*both
	}
	q0, q1 := 1.0, 1.05
	d0, d1 := off(q0), off(q1)
	for range 20 {
		if math.Abs(d1) < 1e-9 {
			return v, g
		}
		q0, q1 = q1, q1-d1*(q1-q0)/(d1-d0)
		d0, d1 = d1, off(q1)
	}
	require.Fail(t, "no Q", "%v %v %g", premium, close, both)
	return v, g
}

// No feasible point lies outside the bounds, and some attain them.
func TestMeanBoundsByOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, close := range []CloseReading{CloseAgainstDistant, CloseAgainstHigh} {
		for _, k := range []int{0, 5} { // halves, correlated; 40% high, 60% close, independent
			o, n := reportOverlap(t, close, BothMean), Scenarios()[k].Share
			bounds, _, err := o.Ranges(n)
			require.NoError(t, err)
			attained, growing := [7]Interval{}, 0
			for i := range attained {
				attained[i] = Interval{math.Inf(1), math.Inf(-1)}
			}
			for try := range 400 {
				at := func(x Interval, bit int) float64 {
					if try < cornerCount {
						return x[try>>bit&1]
					}
					return x[0] + (x[1]-x[0])*r.Float64()
				}
				var premium, ratio [3]float64
				for j := range 3 {
					premium[j], ratio[j] = at(o.Premium[j], j), at(o.Close[j], 3+j)
				}
				v, g := o.solved(t, n, premium, ratio, at(o.Both, 6))
				if slices.Min(g[:]) >= 0 {
					growing++
				}
				for i, x := range v {
					assert.True(t, x > bounds[i][0]-2e-6 && x < bounds[i][1]+2e-6, "%v %d: %g in %v", close, i, x, bounds[i])
					attained[i] = Interval{math.Min(attained[i][0], x), math.Max(attained[i][1], x)}
				}
			}
			assert.Positive(t, growing, "points without a shrinking cell")
			for i := range bounds {
				// A bound may be better than every corner of the box where Q
				// makes up for it, by little.
				assert.InDelta(t, attained[i][0], bounds[i][0], 2e-3, "%v %d", close, i)
				assert.InDelta(t, attained[i][1], bounds[i][1], 2e-3, "%v %d", close, i)
			}
		}
	}
}

// Each bound is attained by cells that satisfy every constraint, and mixtures
// of such cells, which are feasible too, never leave the bounds.
func TestVerticesAndMixtures(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, close := range []CloseReading{CloseAgainstDistant, CloseAgainstHigh} {
		o, n := reportOverlap(t, close, BothAtAll), Scenarios()[3].Share
		var vertices []Cells
		bounds, _, err := o.Ranges(n)
		require.NoError(t, err)
		ratio := func(g, upper, lower Cells) float64 {
			var a, b float64
			for c := range g {
				a, b = a+upper[c]*g[c], b+lower[c]*g[c]
			}
			return a / b
		}
		for i, tt := range targets(n) {
			for end, greatest := range []bool{false, true} {
				v, g, err := o.program(n).extreme(tt.upper, tt.lower, greatest)
				require.NoError(t, err)
				assert.Equal(t, bounds[i][end], v)
				if math.IsInf(v, 1) {
					continue
				}
				vertices = append(vertices, g)
				assert.InDelta(t, v, ratio(g, tt.upper, tt.lower), 1e-8*math.Max(1, v))
				for j := range 3 { // the printed premiums, from the cells
					within := func(x Interval, upper, lower func(int) bool) {
						p := ratio(g, meanWeights(n, upper), meanWeights(n, lower))
						assert.True(t, p > x[0]-1e-6 && p < x[1]+1e-6, "%v: %g", x, p)
					}
					within(o.Premium[j], High(j), Low(j))
					rest := Both(High(j), Distant)
					if close == CloseAgainstHigh {
						rest = High(j)
					}
					within(o.Close[j], Both(High(j), Close), rest)
				}
				assert.True(t, g[15] > o.Both[0]*g[0]-1e-6 && g[15] < o.Both[1]*g[0]+1e-6)
			}
		}
		for range 300 {
			var mixed Cells
			for _, g := range vertices {
				w := r.ExpFloat64()
				for c := range mixed {
					mixed[c] += w * g[c]
				}
			}
			for i, tt := range targets(n) {
				x := ratio(mixed, tt.upper, tt.lower)
				assert.True(t, x >= bounds[i][0]-1e-6 && x <= bounds[i][1]+1e-6, "%d: %g in %v", i, x, bounds[i])
			}
		}
	}
}

// gonum's Simplex is the other software: it solves the same programs, written
// out anew, wherever it ends.
func TestExtremesByGonum(t *testing.T) {
	both, solved := []BothReading{BothEach, BothAtAll}, 0
	for _, close := range []CloseReading{CloseAgainstDistant, CloseAgainstHigh} {
		for k, scenario := range Scenarios()[:4] {
			n := scenario.Share
			p := reportOverlap(t, close, both[k%2]).program(n)
			all := targets(n)
			for _, tt := range all[k : k+3] {
				a, right := mat.NewDense(len(p.atLeast)+1, cellCount+len(p.atLeast), nil), make([]float64, len(p.atLeast)+1)
				cost := make([]float64, cellCount+len(p.atLeast))
				for c := range cellCount {
					for i, row := range p.atLeast {
						a.Set(i, c, row[c])
						a.Set(i, cellCount+i, -1)
					}
					a.Set(len(p.atLeast), c, tt.lower[c])
					cost[c] = tt.upper[c]
				}
				right[len(p.atLeast)] = 1
				want, _, wantErr := lp.Simplex(cost, a, right, 1e-10, nil)
				got, _, err := p.extreme(tt.upper, tt.lower, false)
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

// 39% in each metric: whatever the premiums within their rounding, the metrics
// need different Q, so that no cells can satisfy all three.
func TestEachMetricByOracle(t *testing.T) {
	for _, close := range []CloseReading{CloseAgainstDistant, CloseAgainstHigh} {
		for _, scenario := range Scenarios() {
			o := reportOverlap(t, close, BothEach)
			var least, most [3]float64
			for j := range 3 {
				least[j], most[j] = math.Inf(1), math.Inf(-1)
			}
			for q := 0.7; q < 1.6; q += 0.005 {
				for corner := range 4 {
					var premium, ratio [3]float64
					for j := range 3 {
						premium[j], ratio[j] = o.Premium[j][corner&1], o.Close[j][corner>>1]
					}
					v, _ := o.oracle(scenario.Share, premium, ratio, q)
					for j := range 3 {
						if v[j] >= o.Both[0]-0.01 && v[j] <= o.Both[1]+0.01 {
							least[j], most[j] = math.Min(least[j], q), math.Max(most[j], q)
						}
					}
				}
			}
			common := math.Max(math.Max(least[0], least[1]), least[2]) < math.Min(math.Min(most[0], most[1]), most[2])
			assert.False(t, common, "%s: %v to %v", scenario.Name, least, most)
			_, _, err := o.Ranges(scenario.Share)
			assert.ErrorIs(t, err, linear.ErrInfeasible)
		}
	}
}

func TestCellScenarios(t *testing.T) {
	for _, s := range Scenarios() {
		assert.InEpsilon(t, 1, Sum(s.Share, func(int) bool { return true }), 1e-10, s.Name)
	}
	halves := Scenarios()[1].Share
	assert.InEpsilon(t, 1.0/16, halves[5], 1e-10, "independent halves")
	// P(both above 0) = 1/4 + asin(r)/(2 pi) of two normals with correlation r
	// (Sheppard 1899): 0.5 between metrics, 0.3 with collaboration.
	s := Scenarios()[0].Share
	assert.InEpsilon(t, 0.25+math.Asin(0.5)/(2*math.Pi), Sum(s, Both(High(0), High(2))), 1e-9)
	assert.InEpsilon(t, 0.25+math.Asin(0.3)/(2*math.Pi), Sum(s, Both(High(1), Close)), 1e-9)
}
