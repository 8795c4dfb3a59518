package stats

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// panicOf returns what a call panics with on this goroutine.
func panicOf(call func()) (p any) {
	defer func() { p = recover() }()
	call()
	return nil
}

// A callback that panics in a worker can be recovered from by the caller.
func TestPanicsComeUpInTheCaller(t *testing.T) {
	boom := errors.New("boom")
	evaluate := func(progress func(done, total int), statistic func(d *Design) ([]float64, error)) func() {
		return func() {
			var none *Design
			r, err := none.Bootstrap(50, &BootstrapSettings{Replicates: 40, Progress: progress})
			require.NoError(t, err)
			_, _ = r.Evaluate(context.Background(), statistic)
		}
	}
	one := func(*Design) ([]float64, error) { return []float64{1}, nil }
	called := 0
	assert.Equal(t, boom, panicOf(evaluate(func(int, int) {
		if called++; called == 3 {
			panic(boom)
		}
	}, one)))
	assert.Equal(t, 3, called, "no call after the panic")
	assert.Equal(t, boom, panicOf(evaluate(nil, func(d *Design) ([]float64, error) {
		if d != nil { // in a replicate
			panic(boom)
		}
		return []float64{1}, nil
	})))

	assert.Equal(t, "piece", panicOf(func() {
		inChunks(20*chunkRows, func(chunk, _, _ int) {
			if chunk == 7 {
				panic("piece")
			}
		})
	}))
}

// Sizes that memory cannot hold are errors, and an ended context comes first.
func TestAbsurdNumbersOfReplicates(t *testing.T) {
	var none *Design
	for _, n := range []int{1 << 40, 1<<27 + 1} {
		_, err := none.Bootstrap(10, &BootstrapSettings{Replicates: n})
		require.ErrorIs(t, err, errReplicates)
		assert.ErrorContains(t, err, "at most")
	}
	r, err := none.Bootstrap(10, &BootstrapSettings{Replicates: 1 << 27})
	require.NoError(t, err)
	statistic := func(*Design) ([]float64, error) { return []float64{1, 2}, nil }
	_, err = r.Evaluate(context.Background(), statistic)
	require.ErrorIs(t, err, errReplicates)
	assert.ErrorContains(t, err, "134217728 replicates of 2 numbers")
	stopped, stop := context.WithCancel(context.Background())
	stop()
	_, err = r.Evaluate(stopped, statistic)
	require.ErrorIs(t, err, context.Canceled)

	_, err = ParallelAnalysis(attitude(t), nil, &ParallelAnalysisSettings{Replicates: 1 << 40})
	require.ErrorIs(t, err, errScale)

	// Copies of a row are not written out.
	d, err := NewDesign(3, &Weights{Kind: FrequencyWeights, Values: []float64{1 << 50, 1, 3}}, nil)
	require.NoError(t, err)
	r, err = d.Bootstrap(3, &BootstrapSettings{Replicates: 2})
	require.NoError(t, err)
	_, err = r.Design(stopped, 0)
	require.ErrorIs(t, err, context.Canceled)
}

// The copies of a row are drawn as repeated rows are.
func TestCopiesAreDrawnAsRows(t *testing.T) {
	counts := []float64{2, 0, 1, 3, 1}
	d, err := NewDesign(5, &Weights{Kind: FrequencyWeights, Values: counts}, nil)
	require.NoError(t, err)
	counted, err := d.Bootstrap(5, &BootstrapSettings{Replicates: 30, Seed: 9})
	require.NoError(t, err)
	var none *Design
	rowwise, err := none.Bootstrap(7, &BootstrapSettings{Replicates: 30, Seed: 9})
	require.NoError(t, err)
	for b := range 30 {
		copies, err := counted.Design(context.Background(), b)
		require.NoError(t, err)
		rows, err := rowwise.Design(context.Background(), b)
		require.NoError(t, err)
		row := 0
		for i, n := range counts {
			sum := 0.0
			for range int(n) {
				sum += rows.Weight(row)
				row++
			}
			assert.InDelta(t, sum, copies.Weight(i), 1e-12)
		}
	}
	r, err := counted.Evaluate(context.Background(),
		func(d *Design) ([]float64, error) { return []float64{d.Weight(0)}, nil })
	require.NoError(t, err)
	assert.Equal(t, 7, r.N, "respondents")
}
