// Package parallel spreads independent pieces of work over the processors. Which
// of them does a piece changes nothing: pieces write to places of their own, and
// their results are put together in the order of the pieces.
package parallel

import (
	"context"
	"runtime"
	"sync"
)

// Each calls work for the pieces 0 to n-1, several at a time, and returns when all
// that were begun have ended. No further piece is begun once the context has
// ended. A panic of a piece ends the others' work too and comes up on the caller's
// goroutine, where it can be recovered from.
func Each(ctx context.Context, n int, work func(piece int)) {
	Workers(ctx, n, func(_, piece int) { work(piece) })
}

// Workers is [Each] for work that keeps something between pieces, such as a buffer:
// worker, from 0 to one below the smaller of n and GOMAXPROCS, is the number of the
// goroutine that does the piece, and no two pieces of one worker run at a time.
func Workers(ctx context.Context, n int, work func(worker, piece int)) {
	q := &queue{n: n}

	var wait sync.WaitGroup
	for worker := range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for piece, ok := q.take(ctx); ok; piece, ok = q.take(ctx) {
				q.guarded(func() { work(worker, piece) })
			}
		})
	}
	wait.Wait()

	if q.stopped {
		panic(q.panicked)
	}
}

// Try calls work for the pieces 0 to n-1 as [Each] does. It returns the context's
// error if the context has ended, and else the error of the first piece, by its
// number, that failed.
func Try(ctx context.Context, n int, work func(piece int) error) error {
	errs := make([]error, n)
	Each(ctx, n, func(piece int) { errs[piece] = work(piece) })

	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// queue hands out pieces until none is left or one has panicked.
type queue struct {
	mu       sync.Mutex
	n, next  int
	stopped  bool
	panicked any
}

func (q *queue) take(ctx context.Context) (piece int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()

	if q.next >= q.n || q.stopped || ctx.Err() != nil {
		return 0, false
	}
	q.next++
	return q.next - 1, true
}

// guarded keeps the first panic. A goroutine that work ended by runtime.Goexit, as
// a test's failure does, counts as a panic of nil.
func (q *queue) guarded(work func()) {
	returned := false
	defer func() {
		if returned {
			return
		}
		p := recover()

		q.mu.Lock()
		defer q.mu.Unlock()
		if !q.stopped {
			q.panicked, q.stopped = p, true
		}
	}()

	work()
	returned = true
}
