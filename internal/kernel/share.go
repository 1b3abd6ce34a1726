package kernel

import (
	"fmt"
	"sync"
)

const (
	worthwhile = 1 << 15 // elements from which on sharing them among the cores pays
	portion    = 1 << 13 // elements that a core takes at a time
)

// operands are what a loop works on, whatever that means to it.
type operands struct {
	dst, dst2, x, y, z []float32
	bytes              []byte
	sums               []float64
	cols, draws, k     int
	low                float32
	loop               likelihoodLoop
	act                Activation
	adam               AdamStep
	stream             stream
}

// share calls do for the items 0, …, n−1 of width elements each: at once where they are few, else
// among the cores, some successive items [low, high) at a time that depend on n and width only. It
// does not allocate if do captures nothing.
func share(n, width int, o operands, do func(o operands, low, high int)) {
	if n*width < worthwhile {
		do(o, 0, n)
		return
	}
	j := jobs.take()
	j.operands, j.do, j.n, j.step = o, do, n, max(1, portion/width)
	Parallel((n+j.step-1)/j.step, j.part)
	j.operands = operands{}
	jobs.put(j)
}

// A job is a call of share. It is kept and used again, because Parallel would allocate a closure on
// every call.
type job struct {
	operands
	do      func(o operands, low, high int)
	n, step int
	part    func(i int) // calls do for part i of the items
}

var jobs = shelf[job]{create: func() *job {
	j := new(job)
	j.part = func(i int) { j.do(j.operands, i*j.step, min((i+1)*j.step, j.n)) }
	return j
}}

// A shelf keeps objects to be used again. Unlike a sync.Pool it never loses one, so that a program
// which repeats itself stops allocating.
type shelf[T any] struct {
	sync.Mutex
	create func() *T
	free   []*T
}

// take returns an object that is not in use.
func (s *shelf[T]) take() *T {
	s.Lock()
	defer s.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return s.create()
	}
	object := s.free[last]
	s.free = s.free[:last]
	return object
}

// put gives an object back.
func (s *shelf[T]) put(object *T) {
	s.Lock()
	defer s.Unlock()
	s.free = append(s.free, object)
}

// need panics unless a slice has the length that it must have.
func need(name string, length, want int) {
	if length != want {
		panic(fmt.Sprintf("kernel: %s has %d elements, want %d", name, length, want))
	}
}
