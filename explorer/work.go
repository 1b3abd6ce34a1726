package explorer

import (
	"sync"
	"time"
)

// work is what a checkpoint has cost so far.
type work struct {
	mu    sync.Mutex
	under int           // way
	took  time.Duration // all of it
	ended time.Time     // the last of it
}

// measured does a part of the work.
func measured[T any](w *work, f func() (T, error)) (T, error) {
	w.mu.Lock()
	w.under++
	w.mu.Unlock()
	began := time.Now()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.under--
		w.ended = time.Now()
		w.took += w.ended.Sub(began)
	}()
	return f()
}

// idle is how many times as long as the work took nothing is begun anew beside a training, of which
// pages thereby take a tenth at most.
const idle = 9

// rests reports whether work is under way, or was so lately that none should begin.
func (w *work) rests() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.under > 0 || time.Since(w.ended) < idle*w.took
}
