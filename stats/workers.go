package stats

import (
	"context"
	"runtime"
	"sync"
)

// inWorkers calls work for 0 to n-1, several at a time. No further piece is begun
// once the context has ended. A panic of a piece ends the others' work too and
// comes up on the caller's goroutine, where it can be recovered from.
func inWorkers(ctx context.Context, n int, work func(k int)) {
	var mu sync.Mutex
	var panicked any
	next, stopped := 0, false

	take := func() (k int, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if next >= n || stopped || ctx.Err() != nil {
			return 0, false
		}
		next++
		return next - 1, true
	}
	guarded := func(k int) {
		returned := false
		defer func() {
			if returned {
				return
			}
			p := recover()
			mu.Lock()
			defer mu.Unlock()
			if !stopped {
				panicked, stopped = p, true
			}
		}()
		work(k)
		returned = true
	}

	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for k, ok := take(); ok; k, ok = take() {
				guarded(k)
			}
		})
	}
	wait.Wait()
	if stopped {
		panic(panicked)
	}
}
