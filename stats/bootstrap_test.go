package stats

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func meanOf(x []float64) func(d *Design) ([]float64, error) {
	return func(d *Design) ([]float64, error) {
		l, t := LinearMean(x, nil, d), LinearTotal(x, nil, d)
		return []float64{l.Value, t.Value}, nil
	}
}

// Replicate variances of a total have the expectation of the linearised one:
// both are exact here, so that only chance separates them. The spread of a
// variance over R replicates is about sqrt(2/R); 4.5 of them are allowed.
func TestBootstrapAgainstLinearisation(t *testing.T) {
	replicates := 2000
	if testing.Short() {
		replicates = 500
	}
	data := surveys(t, "raking")
	raked, err := Rake(context.Background(), schoolMargins(data["strat"]), data["strat"].design, nil)
	require.NoError(t, err)
	counts := make([]float64, 320)
	for i := range counts {
		counts[i] = float64(i % 4)
	}
	frequency, err := NewDesign(320, &Weights{Kind: FrequencyWeights, Values: counts}, nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		x     []float64
		d     *Design
		allow float64 // beyond chance, for what is not linear
	}{
		"strata and fpc": {data["strat"].y, data["strat"].design, 0},
		"clusters":       {data["likert"].y, data["likert"].design, 0},
		"nil":            {data["likert"].x, nil, 0},
		"frequency":      {data["likert"].x, frequency, 0},
		// Raking to two margins of 200 schools costs two degrees of freedom of
		// 197 that the linearisation does not see, and a second order as large.
		"raked": {data["strat"].y, raked.Design, 0.02},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := c.d.Bootstrap(len(c.x), &BootstrapSettings{Replicates: replicates, Seed: 1})
			require.NoError(t, err)
			b, err := r.Evaluate(context.Background(), meanOf(c.x))
			require.NoError(t, err)
			linear, err := Total(c.x, c.d, nil)
			require.NoError(t, err)
			e, err := b.Estimate(1, nil)
			require.NoError(t, err)
			assert.Equal(t, linear.Value, e.Value)
			ratio := math.Pow(e.StdErr/linear.StdErr, 2)
			assert.InDelta(t, 1, ratio, 4.5*math.Sqrt(2/float64(replicates))+c.allow)
			low, high := b.Percentile(1, 0.95)
			if c.allow == 0 {
				assert.InDelta(t, linear.Value, (low+high)/2, 0.5*linear.StdErr)
			}
		})
	}
}

// Three respondents, two drawn: nine equally likely resamples, whose totals
// have the linearised variance exactly; the replicates are among them.
func TestBootstrapWeights(t *testing.T) {
	var d *Design
	r, err := d.Bootstrap(3, &BootstrapSettings{Replicates: 900, Seed: 1})
	require.NoError(t, err)
	seen := map[[3]float64]float64{}
	for b := range r.Len() {
		c, err := r.Design(context.Background(), b)
		require.NoError(t, err)
		seen[[3]float64{c.Weight(0), c.Weight(1), c.Weight(2)}]++
	}
	assert.Len(t, seen, 6) // 3 doubles of weight 3, 3 pairs of 1.5 twice as often
	assert.InDelta(t, 100, seen[[3]float64{3, 0, 0}], 4.5*math.Sqrt(900/9.0*8/9))
	// Three of six drawn: 1 + sqrt(1/2) (3/2 m - 1) for m = 0, 1, 2.
	d, err = NewDesign(3, nil, &DesignSettings{PopulationSize: []float64{6, 6, 6}})
	require.NoError(t, err)
	r, err = d.Bootstrap(3, &BootstrapSettings{Replicates: 20, Seed: 1})
	require.NoError(t, err)
	for b := range r.Len() {
		c, err := r.Design(context.Background(), b)
		require.NoError(t, err)
		for i := range 3 {
			m := ((c.Weight(i)-1)*math.Sqrt2 + 1) * 2 / 3
			assert.InDelta(t, math.Round(m), m, 1e-12)
		}
	}
	assert.InDelta(t, 200, seen[[3]float64{1.5, 0, 1.5}], 4.5*math.Sqrt(900*2/9.0*7/9))
}

func TestBootstrapDoesNotDependOnProcessors(t *testing.T) {
	s := surveys(t, "raking")["strat"]
	values := func(seed uint64) [][]float64 {
		r, err := s.design.Bootstrap(len(s.y), &BootstrapSettings{Replicates: 50, Seed: seed})
		require.NoError(t, err)
		b, err := r.Evaluate(context.Background(), meanOf(s.y))
		require.NoError(t, err)
		return b.Values
	}
	before := runtime.GOMAXPROCS(1)
	one := values(7)
	runtime.GOMAXPROCS(8)
	eight := values(7)
	runtime.GOMAXPROCS(before)
	assert.Equal(t, one, eight)
	assert.NotEqual(t, one, values(8))
}

func TestBootstrapFailures(t *testing.T) {
	ctx, done := context.Background(), 0
	var d *Design
	r, err := d.Bootstrap(10, &BootstrapSettings{Replicates: 20, Progress: func(n, total int) {
		done++
		assert.Equal(t, done, n)
		assert.Equal(t, 20, total)
	}})
	require.NoError(t, err)
	b, err := r.Evaluate(ctx, func(d *Design) ([]float64, error) {
		if d.Weight(0) == 0 {
			return nil, errors.New("needs the first")
		}
		return []float64{1}, nil
	})
	require.NoError(t, err)
	assert.Equal(t, 20, done)
	done = 0
	assert.Positive(t, b.Failed)
	assert.Equal(t, "failed-replicates", b.Warnings[0].Code)
	text, err := json.Marshal(b)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"std_error":[0]`)
	_, err = r.Evaluate(ctx, func(e *Design) ([]float64, error) {
		if e != d {
			return nil, ErrEmpty
		}
		return []float64{1}, nil
	})
	require.ErrorIs(t, err, errReplicates)
	done = 0
	stopped, stop := context.WithCancel(ctx)
	stop()
	_, err = r.Evaluate(stopped, meanOf(make([]float64, 10)))
	require.ErrorIs(t, err, context.Canceled)
	_, err = d.Bootstrap(1, nil)
	require.ErrorIs(t, err, ErrLonely)
	_, err = d.Bootstrap(5, &BootstrapSettings{Replicates: 1})
	require.ErrorIs(t, err, errReplicates)
}
