package ranks

import (
	"fmt"
	"testing"
)

// checkCalls checks every call on this rank, with arrays of n elements: what arrives is what was
// sent, in memory of Go's heap and in buffers.
func checkCalls(w *World, n int) error {
	if err := checkMoves(w, n, w.Buffer); err != nil {
		return fmt.Errorf("%d elements in buffers: %w", n, err)
	}
	if err := checkMoves(w, n, func(n int) []float32 { return make([]float32, n) }); err != nil {
		return fmt.Errorf("%d elements: %w", n, err)
	}
	return checkWords(w)
}

// value is what rank from sends to rank to as element i.
func value(from, to, i int) float32 { return float32(10000*from + 100*to + i) }

func checkMoves(w *World, n int, memory func(int) []float32) error {
	src, dst, one := memory(n*w.Size()), memory(n*w.Size()), memory(n)
	for r := range w.Size() {
		for i := range n {
			src[r*n+i] = value(w.Rank(), r, i)
		}
	}
	if err := Alltoall(w, dst, src); err != nil {
		return err
	}
	for k, v := range dst {
		if want := value(k/n, w.Rank(), k%n); v != want {
			return fmt.Errorf("Alltoall: element %d is %g, want %g", k, v, want)
		}
	}
	for i := range one {
		one[i] = value(w.Rank(), 0, i)
	}
	if err := Allgather(w, dst, one); err != nil {
		return err
	}
	for k, v := range dst {
		if want := value(k/n, 0, k%n); v != want {
			return fmt.Errorf("Allgather: element %d is %g, want %g", k, v, want)
		}
	}
	if peer := w.Rank() ^ 1; peer < w.Size() { // the odd ranks send more
		out, in := n+4*(w.Rank()%2), n+4*(peer%2)
		src, dst := memory(out), memory(in)
		for i := range src {
			src[i] = value(w.Rank(), peer, i)
		}
		if err := Exchange(w, dst, src, peer); err != nil {
			return err
		}
		for i, v := range dst {
			if want := value(peer, w.Rank(), i); v != want {
				return fmt.Errorf("Exchange: element %d is %g, want %g", i, v, want)
			}
		}
	}
	return nil
}

// checkWords checks Bcast, from the first rank and the last, and other elements.
func checkWords(w *World) error {
	for _, root := range []int{0, w.Size() - 1} {
		want := fmt.Sprintf("config of rank %d", root)
		text := make([]byte, len(want))
		if w.Rank() == root {
			copy(text, want)
		}
		if err := Bcast(w, text, root); err != nil {
			return err
		}
		if string(text) != want {
			return fmt.Errorf("Bcast: %q, want %q", text, want)
		}
	}
	steps := make([]int64, w.Size())
	if err := Allgather(w, steps, []int64{int64(-w.Rank()) << 40}); err != nil {
		return err
	}
	for r, v := range steps {
		if v != int64(-r)<<40 {
			return fmt.Errorf("Allgather: %d from rank %d", v, r)
		}
	}
	return nil
}

func TestCalls_moveWhatTheySay(t *testing.T) {
	for _, p := range []int{1 << 24, 64, 12, 5, 1} { // one message or many, uneven ones too
		lower(t, &part, p)
		for _, n := range []int{0, 1, 3, 17} {
			for size := 2; size <= 5; size++ {
				everyone(t, size, func(w *World) error { return checkCalls(w, n) })
			}
		}
	}
	if err := checkCalls(Alone(), 3); err != nil {
		t.Errorf("alone: %v", err)
	}
}

func TestCalls_needLengthsThatFit(t *testing.T) {
	for name, call := range map[string]func(){
		"Alltoall":  func() { Alltoall(Alone(), make([]float32, 2), make([]float32, 3)) },
		"Allgather": func() { Allgather(Alone(), make([]byte, 2), make([]byte, 3)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s accepts slices of wrong length", name)
				}
			}()
			call()
		}()
	}
}
