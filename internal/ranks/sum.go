package ranks

import (
	"fmt"

	"vae/internal/fault"
	"vae/internal/shards"
)

// Sum adds up the gradients of a batch's shards, which the ranks have shared out among them: the
// bytes are those of one rank that has all, because all add in the order of shards.Tree.
//
// Each rank adds its own shards up to a few nodes of the tree. Then each is sent a slice of the
// nodes of all, adds that up, and sends it to all.
type Sum struct {
	Low, High int         // shards of this rank
	Own       *shards.Sum // of them, to which their gradients are added, from Low on

	world  *World
	n      int             // elements of a gradient
	length int             // of an array: n, and zeros
	nodes  [][]shards.Node // of each rank, without sums
	most   int             // nodes of a rank, at most
	slice  int             // elements that a rank adds up at a time
	send   []float32       // nil if a rank has one node, which is laid out like it
	got    []float32
	tree   shards.Tree
}

// room is how many elements are received at a time, or a few more.
var room = 1 << 22

// many is the number of ranks from which on fewer messages are worth more passes over the data.
var many = 33

// piece is how many elements are added up at a time: so few that sums stay in the cache of a core,
// and that kernel.Accumulate leaves the other cores to whoever computes meanwhile.
var piece = 1 << 13

// NewSum returns the sum of so many shards' gradients of n elements.
func NewSum(w *World, count, n int) (s *Sum, err error) {
	defer fault.Mark("ranks", &err)
	if w.size > count {
		return nil, fmt.Errorf("%d ranks for %d shards: each rank needs at least one", w.size, count)
	}
	s = &Sum{world: w, n: n, length: n}
	s.Low, s.High = shards.Part(count, w.rank, w.size)
	for r := range w.size {
		s.nodes = append(s.nodes, shards.Cover(shards.Part(count, r, w.size)))
		s.most = max(s.most, len(s.nodes[r]))
	}
	if w.size > 1 {
		s.layOut()
	}
	s.Own = shards.NewSum(func() []float32 { return w.Buffer(s.length) })
	s.Own.Begin(s.Low)
	return s, nil
}

// layOut chooses the lengths of arrays, and makes those that messages need.
func (s *Sum) layOut() {
	if s.halves() {
		s.got = s.world.Buffer((s.n + 1) / 2)
		return
	}
	terms := s.most * s.world.size
	rounds := (s.n*s.most + room - 1) / room
	s.slice = (s.n + rounds*s.world.size - 1) / (rounds * s.world.size)
	s.length = rounds * s.world.size * s.slice
	s.got = s.world.Buffer(terms * s.slice)
	if s.most > 1 {
		s.send = s.world.Buffer(terms * s.slice)
	}
}

// Total returns the sum (n) over all shards of all ranks, once this rank has added all its own to
// Own. It is valid until more is added, which begins another sum. It is collective.
func (s *Sum) Total() ([]float32, error) {
	defer s.Own.Begin(s.Low)
	if s.world.size == 1 {
		return s.Own.Total()[:s.n], nil
	}
	total := s.Own.Nodes[0].Sum
	if s.halves() {
		return total, s.halve(total)
	}
	step := s.slice * s.world.size
	for at := 0; at < s.length; at += step {
		sum, err := s.addSlices(at)
		if err != nil {
			return nil, err
		}
		if err := Allgather(s.world, total[at:at+step], sum); err != nil {
			return nil, err
		}
	}
	return total[:s.n], nil
}

// addSlices returns the sum of all nodes in this rank's slice of the elements from at on.
func (s *Sum) addSlices(at int) ([]float32, error) {
	send := s.Own.Nodes[0].Sum[at:][:s.slice*s.world.size]
	if s.most > 1 {
		send = s.send
		for r := range s.world.size {
			for k, node := range s.Own.Nodes {
				copy(send[(r*s.most+k)*s.slice:][:s.slice], node.Sum[at+r*s.slice:])
			}
		}
	}
	if err := Alltoall(s.world, s.got, send); err != nil {
		return nil, err
	}
	for low := 0; low < s.slice; low += piece {
		s.addPiece(low, min(low+piece, s.slice))
	}
	return s.got[:s.slice], nil
}

// addPiece adds up the elements low, …, high − 1 of this rank's slice, into the node of rank 0.
func (s *Sum) addPiece(low, high int) {
	for r, nodes := range s.nodes {
		for k, node := range nodes {
			node.Sum = s.got[(r*s.most+k)*s.slice:][low:high]
			s.tree.Push(node)
		}
	}
	s.tree.Total()
}
