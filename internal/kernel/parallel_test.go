package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// eachOnce checks that Parallel calls every index once.
func eachOnce(t *testing.T, n int) {
	calls := make([]atomic.Int32, max(n, 0))
	Parallel(n, func(i int) { calls[i].Add(1) })
	for i := range calls {
		if got := calls[i].Load(); got != 1 {
			t.Errorf("of %d indices, %d was called %d times", n, i, got)
		}
	}
}

func TestParallel_callsEachIndexOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for round := range 300 {
		runtime.GOMAXPROCS(1 + round%4)
		eachOnce(t, round-1)
		if round%10 == 0 {
			time.Sleep(2 * patience) // let the helpers go
		}
	}
}

func TestParallel_mayBeNestedAndShared(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			for range 200 {
				Parallel(3, func(int) { eachOnce(t, 5) })
			}
		})
	}
	callers.Wait()
}

// TestParallel_usesAllCores has two calls wait for each other.
func TestParallel_usesAllCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for range 100 {
		var both sync.WaitGroup
		both.Add(2)
		Parallel(2, func(int) {
			both.Done()
			both.Wait()
		})
	}
}

func TestParallel_passesPanicsOn(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for bad := range 20 {
		func() {
			defer func() {
				if got := recover(); got != "bad" {
					t.Errorf("index %d: Parallel panics with %v", bad, got)
				}
			}()
			Parallel(20, func(i int) {
				if i == bad {
					panic("bad")
				}
			})
		}()
		eachOnce(t, 10)
	}
}

// TestParallel_outlivesGoexit checks that t.FailNow in f does not stop others.
func TestParallel_outlivesGoexit(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for range 20 {
		var done sync.WaitGroup
		done.Go(func() { Parallel(10, func(int) { runtime.Goexit() }) })
		done.Wait()
		eachOnce(t, 10)
	}
}

func TestParallel_leavesNoGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	eachOnce(t, 10)
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(patience)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func BenchmarkParallel(b *testing.B) {
	f := func(int) {}
	b.ReportAllocs()
	for b.Loop() {
		Parallel(8, f)
	}
}
