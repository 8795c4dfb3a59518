package segment

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever number of starts is asked for, memory is taken for some of them only,
// and a context that ends is noticed between them.
func TestManyStartsAskedFor(t *testing.T) {
	const many = 1 << 40
	x := ticks(t, answers(t))
	iris, _ := irises(t)

	ended, end := context.WithCancel(context.Background())
	end()
	r, err := LatentClass(ended, x, 2, nil, &LatentClassSettings{MinStarts: many, MaxStarts: many})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, r)

	later, stop := context.WithCancel(context.Background())
	total := 0
	r, err = LatentClass(later, x, 2, nil, &LatentClassSettings{MinStarts: many, MaxStarts: many, Progress: func(done, of int) {
		if total = of; done == 3 {
			stop()
		}
	}})
	assert.ErrorIs(t, err, context.Canceled)
	require.NotNil(t, r, "what was found so far")
	assert.Equal(t, many, total)

	_, err = KMeans(ended, iris, 2, nil, &KMeansSettings{MinStarts: many, MaxStarts: many})
	assert.ErrorIs(t, err, context.Canceled)
}

// The number of starts beyond the least rises in tens, at most to the most, over
// the portions in which they are handed out too.
func TestNumberOfStarts(t *testing.T) {
	for _, c := range []struct{ least, most, hits, want int }{
		{3, 100, 1, 3}, {3, 100, 20, 23}, {3, 17, 20, 17}, {2500, 9000, 1, 2500}, {5, 5, 50, 5}, {1, 1, 1, 1},
	} {
		p := plan{least: c.least, most: c.most, hits: c.hits, sign: 1, tolerance: hitTolerance}
		got := run(context.Background(), p, func(_, q int) int { return q }, func(int) float64 { return 0 })
		require.Len(t, got, c.want, "%+v", c)
		for q, v := range got {
			require.Equal(t, q, v, "in order")
		}
	}
}

// A panic of the progress callback is the caller's to recover, and no worker is
// left behind.
func TestPanicInProgress(t *testing.T) {
	x := ticks(t, answers(t))
	iris, _ := irises(t)
	progress := func(done, _ int) {
		if done == 2 {
			panic("told too much")
		}
	}
	assert.PanicsWithValue(t, "told too much", func() {
		_, _ = LatentClass(context.Background(), x, 2, nil, &LatentClassSettings{Progress: progress})
	})
	assert.PanicsWithValue(t, "told too much", func() {
		_, _ = KMeans(context.Background(), iris, 2, nil, &KMeansSettings{Progress: progress})
	})
}

// A panic of a worker is the caller's to recover as well.
func TestPanicInAStart(t *testing.T) {
	p := plan{least: 20, most: 20, hits: 1, sign: 1}
	assert.PanicsWithValue(t, "start 7", func() {
		run(context.Background(), p, func(_, q int) int {
			if q == 7 {
				panic("start 7")
			}
			return q
		}, func(int) float64 { return 0 })
	})
}
