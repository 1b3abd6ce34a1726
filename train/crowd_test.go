package train_test

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"vae/internal/shards"
)

// crowd is peers that are goroutines of a test.
type crowd struct {
	size   int
	mutex  sync.Mutex
	rounds map[int]*round // of calls in which not all have been, by number
	ended  chan struct{}
	end    func()
}

// round is one call of all peers.
type round struct {
	said [][]byte
	left int
	full chan struct{}
}

func newCrowd(size int) *crowd {
	c := &crowd{size: size, rounds: map[int]*round{}, ended: make(chan struct{})}
	c.end = sync.OnceFunc(func() { close(c.ended) })
	return c
}

var errEnded = errors.New("all ranks were ended")

// meet hands over what a rank says in its n-th call, and returns what all do.
func (c *crowd) meet(rank, n int, own []byte) ([][]byte, error) {
	c.mutex.Lock()
	r := c.rounds[n]
	if r == nil {
		r = &round{make([][]byte, c.size), c.size, make(chan struct{})}
		c.rounds[n] = r
	}
	r.said[rank] = slices.Clone(own)
	if r.left--; r.left == 0 {
		delete(c.rounds, n)
		close(r.full)
	}
	c.mutex.Unlock()
	select {
	case <-r.full:
		return r.said, nil
	case <-c.ended:
		return nil, errEnded
	}
}

// member is the link of one rank.
type member struct {
	*crowd
	rank, calls int
	says        func([]byte) []byte // what it says in place of what it should; nil: that
}

func (m *member) call(own []byte) ([][]byte, error) {
	m.calls++
	if m.says != nil {
		own = m.says(own)
	}
	return m.meet(m.rank, m.calls, own)
}

func (m *member) Bcast(x []byte) error {
	all, err := m.call(x)
	if err == nil {
		if len(all[0]) != len(x) {
			return errors.New("lengths differ")
		}
		copy(x, all[0])
	}
	return err
}

func (m *member) Allgather(all, own []byte) error {
	said, err := m.call(own)
	copy(all, slices.Concat(said...))
	return err
}

func (m *member) NewSum(count, weights int) (*shards.Sum, func() ([]float32, error), error) {
	own := shards.NewSum(func() []float32 { return make([]float32, weights) })
	return own, func() ([]float32, error) { return m.total(own, count, weights) }, nil
}

// total sends every node of this rank's shards to all, and adds up.
func (m *member) total(sum *shards.Sum, count, weights int) ([]float32, error) {
	var tree shards.Tree
	for r := range m.size {
		for k, n := range shards.Cover(shards.Part(count, r, m.size)) {
			own := make([]byte, 4*weights)
			if r == m.rank {
				own = bytesOf(sum.Nodes[k].Sum)
			}
			said, err := m.call(own)
			if err != nil {
				return nil, err
			}
			n.Sum = floatsOf(said[r])
			tree.Push(n)
		}
	}
	return tree.Total(), nil
}

func bytesOf(x []float32) []byte {
	text, _ := binary.Append(nil, binary.LittleEndian, x) // of numbers
	return text
}

func floatsOf(text []byte) []float32 {
	x := make([]float32, len(text)/4)
	_, _ = binary.Decode(text, binary.LittleEndian, x) // of so many
	return x
}
