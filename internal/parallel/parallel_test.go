package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/parallel"
)

func TestEachDoesEveryPieceOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		times := make([]atomic.Int64, n)
		parallel.Each(t.Context(), n, func(piece int) { times[piece].Add(1) })
		for k := range times {
			assert.EqualValues(t, 1, times[k].Load())
		}
	}
}

// No two pieces of a worker run at a time, so that it may keep a buffer.
func TestWorkersKeepTheirOwn(t *testing.T) {
	var busy [1 << 10]atomic.Bool
	parallel.Workers(t.Context(), len(busy), func(worker, _ int) {
		assert.False(t, busy[worker].Swap(true))
		busy[worker].Store(false)
	})
}

func TestTryReturnsTheFirstError(t *testing.T) {
	err := parallel.Try(t.Context(), 100, func(piece int) error {
		if piece%7 == 3 {
			return fmt.Errorf("piece %d", piece)
		}
		return nil
	})
	assert.EqualError(t, err, "piece 3")
	assert.NoError(t, parallel.Try(t.Context(), 9, func(int) error { return nil }))
}

func TestNoPieceIsBegunAfterTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var begun atomic.Int64
	err := parallel.Try(ctx, 1_000_000, func(int) error {
		begun.Add(1)
		cancel()
		return errors.New("of a piece")
	})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Less(t, begun.Load(), int64(1_000_000))
}

// A panic of a piece is the caller's, who can recover it.
func TestAPanicOfAPieceIsTheCallers(t *testing.T) {
	assert.PanicsWithValue(t, "piece 3", func() {
		parallel.Each(t.Context(), 9, func(piece int) {
			if piece == 3 {
				panic("piece 3")
			}
		})
	})
}
