package ranks

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

// A crowd is ranks that are goroutines of this test, in place of an MPI library.
type crowd struct {
	size  int
	boxes [][]chan []byte // from, to
}

// member is the crowd as one rank sees it.
type member struct {
	*crowd
	world *World
}

var errForeign = errors.New("the library was given memory of Go's heap")

// everyone calls f on each of n ranks and returns when all have.
func everyone(t *testing.T, n int, f func(w *World) error) {
	t.Helper()
	c := &crowd{size: n, boxes: make([][]chan []byte, n)}
	for i := range c.boxes {
		for range n {
			c.boxes[i] = append(c.boxes[i], make(chan []byte, 1))
		}
	}
	var all sync.WaitGroup
	for r := range n {
		w := &World{rank: r, size: n, about: "a crowd"}
		w.library = &member{c, w}
		all.Go(func() {
			if err := f(w); err != nil {
				t.Errorf("rank %d of %d: %v", r, n, err)
			}
		})
	}
	all.Wait()
}

func (m *member) check(limit int, memory ...[]byte) error {
	for _, x := range memory {
		if len(x) > limit {
			return fmt.Errorf("%d bytes in a call, want %d or fewer", len(x), limit)
		}
		if len(x) > 0 && !m.world.memory.holds(x) {
			return errForeign
		}
	}
	return nil
}

func (m *member) send(x []byte, to int) { m.boxes[m.world.rank][to] <- append([]byte(nil), x...) }

func (m *member) receive(x []byte, from int) error {
	if got := <-m.boxes[from][m.world.rank]; len(got) != len(x) {
		return fmt.Errorf("%d bytes from %d, want %d", len(got), from, len(x))
	} else {
		copy(x, got)
	}
	return nil
}

func (m *member) bcast(x []byte, root int) error {
	if m.world.rank == root {
		for r := range m.size {
			m.send(x, r)
		}
	}
	return errors.Join(m.check(part, x), m.receive(x, root))
}

func (m *member) alltoall(dst, src []byte, n int) error {
	return m.toAll(dst, src, n, func(r int) []byte { return src[r*n:][:n] })
}

func (m *member) allgather(dst, src []byte, n int) error {
	return m.toAll(dst, src, n, func(int) []byte { return src[:n] })
}

func (m *member) toAll(dst, src []byte, n int, to func(r int) []byte) error {
	for r := range m.size {
		m.send(to(r), r)
	}
	err := m.check(part*m.size, dst, src)
	for r := range m.size {
		err = errors.Join(err, m.receive(dst[r*n:][:n], r))
	}
	return err
}

func (m *member) exchange(dst, src []byte, peer int) error {
	m.send(src, peer)
	return errors.Join(m.check(part, dst, src), m.receive(dst, peer))
}

func (m *member) exit(int)  {}
func (m *member) abort(int) {}

// lower sets a bound for the length of a test.
func lower[T any](t *testing.T, bound *T, to T) {
	before := *bound
	*bound = to
	t.Cleanup(func() { *bound = before })
}
