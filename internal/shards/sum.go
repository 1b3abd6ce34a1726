package shards

// Sum adds up gradients as they come, shard by shard, in as many arrays as the tree has nodes at a
// time: not more than two and the logarithm of their number.
type Sum struct {
	Tree
	next     int              // shard
	allocate func() []float32 // returns an array of zeros
	arrays   [][]float32      // of the nodes, by their place among them
}

// NewSum returns a sum in arrays that allocate makes, of as many zeros as a gradient has elements
// or more: those beyond it stay as they are.
func NewSum(allocate func() []float32) *Sum { return &Sum{allocate: allocate} }

// Begin forgets all, and expects the gradient of the given shard next.
func (s *Sum) Begin(shard int) { s.Nodes, s.next = s.Nodes[:0], shard }

// Add takes a copy of the gradient of the next shard, given as arrays that are parts of it in
// order.
func (s *Sum) Add(gradient ...[]float32) {
	place := len(s.Nodes)
	if place == len(s.arrays) {
		s.arrays = append(s.arrays, s.allocate())
	}
	rest := s.arrays[place]
	for _, part := range gradient {
		rest = rest[copy(rest, part):]
	}
	s.Push(Node{s.next, 1, s.arrays[place]})
	s.next++
}
