package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Parallel calls f(0), …, f(n−1) on up to GOMAXPROCS goroutines and returns when all calls have.
// Goroutines take the next index as they become free, so nothing may depend on who runs what. A
// call made while another runs (nested, or from another goroutine) makes its calls one after the
// other. If f panics, the remaining calls are dropped and Parallel panics with the same value.
//
// A closure literal as f costs one allocation per call; a caller that minds keeps f, and what it
// captures, from call to call.
func Parallel(n int, f func(i int)) {
	procs := min(runtime.GOMAXPROCS(0), n)
	if procs < 2 || !crew.TryLock() {
		for i := range n {
			f(i)
		}
		return
	}
	crew.begin(n, f, procs-1)
	defer crew.end()
	crew.work()
}

// cores returns how many goroutines a call of Parallel would keep busy now.
func cores() int {
	if crew.busy.Load() {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// patience is how long an idle goroutine spins before it gives up: longer than the pause between
// any two operations of a training step, and between steps, because to start a goroutine on a core
// that has gone to sleep takes some 100 microseconds.
const patience = time.Millisecond

// moment is how long it spins before it gives way to other programs, if there are any: longer than
// it has to wait as a rule where there are none.
const moment = 100 * time.Microsecond

// A team is the caller of Parallel and its helpers: goroutines that run the caller's indices, then
// spin for the next call's and end when none comes.
type team struct {
	sync.Mutex             // held for the length of a call of Parallel
	busy       atomic.Bool // that it is held, for a look without trying
	f          func(i int)
	n          int

	unclaimed  atomic.Int64 // indices that nobody has taken; the last n − unclaimed are taken
	unfinished atomic.Int64 // indices whose call has not returned
	helpers    atomic.Int64 // goroutines alive besides the caller
	failure    atomic.Pointer[any]

	joining sync.Mutex // guards finished
	joined  sync.Cond  // tells the caller that unfinished is zero
}

// crew is the only team: it is global so that starting a helper, a go statement of a function
// without arguments, allocates nothing.
var crew = func() *team {
	t := new(team)
	t.joined.L = &t.joining
	return t
}()

// begin publishes a job and sees to it that enough helpers are alive.
func (t *team) begin(n int, f func(i int), helpers int) {
	t.busy.Store(true)
	t.n, t.f = n, f
	t.unfinished.Store(int64(n))
	t.unclaimed.Store(int64(n))
	for t.helpers.Load() < int64(helpers) {
		t.helpers.Add(1)
		go help()
	}
}

// end waits for the helpers' last indices and clears the job away.
func (t *team) end() {
	t.unfinished.Add(-t.unclaimed.Swap(0)) // not zero only after a panic or Goexit
	if !spin(func() bool { return t.unfinished.Load() == 0 }) {
		t.joining.Lock()
		for t.unfinished.Load() != 0 {
			t.joined.Wait()
		}
		t.joining.Unlock()
	}
	t.f = nil
	t.busy.Store(false)
	failure := t.failure.Swap(nil)
	t.Unlock()
	if failure != nil {
		panic(*failure)
	}
}

// help works on one job after the other until none comes for a while.
func help() {
	defer func() {
		crew.helpers.Add(-1)
		if crew.unclaimed.Load() > 0 { // a job has just begun, and may have counted on this helper
			crew.helpers.Add(1)
			go help()
		}
	}()
	for spin(func() bool { return crew.unclaimed.Load() > 0 }) {
		crew.work()
	}
}

// work runs indices until none is left. A successful claim keeps the job from ending, so f and n
// are read after it.
func (t *team) work() {
	for {
		left := t.unclaimed.Load()
		if left == 0 {
			return
		}
		if t.unclaimed.CompareAndSwap(left, left-1) {
			t.run(t.n - int(left))
		}
	}
}

// run calls f(i) and notes that it has returned.
func (t *team) run(i int) {
	defer func() {
		if failure := recover(); failure != nil {
			t.fail(failure)
		}
		if t.unfinished.Add(-1) == 0 {
			t.joining.Lock()
			t.joined.Signal()
			t.joining.Unlock()
		}
	}()
	t.f(i)
}

// fail keeps the first failure for end and drops the indices that nobody has taken.
func (t *team) fail(failure any) {
	t.failure.CompareAndSwap(nil, &failure)
	t.unfinished.Add(-t.unclaimed.Swap(0))
}

// spin waits until ready returns true, for as long as patience lasts, and returns whether it did.
// After a moment it lets other programs have the core between its looks: they would else take it
// later, in the midst of an index that everybody waits for.
func spin(ready func() bool) bool {
	for start := time.Now(); ; {
		for range 8 {
			if ready() {
				return true
			}
		}
		switch waited := time.Since(start); {
		case waited > patience:
			return false
		case waited > moment:
			yield()
		}
	}
}
