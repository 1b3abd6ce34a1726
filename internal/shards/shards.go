// Package shards adds up the gradients of a batch that is cut into shards, in an order that depends
// on nothing but their number: not on who computes which, nor on when.
//
// The sum of n shards is that of the first p plus that of the other n − p, where p is the largest
// power of two below n, down to single shards: of six it is ((0+1)+(2+3))+(4+5), element by
// element. It is the tree of RFC 6962 (section 2.1), with additions in place of hashes. Shards low,
// …, low + size − 1 are a node of every such tree that has them, if size is a power of two that
// divides low: whoever has some successive shards can add them up to a few nodes, before the others
// are known.
package shards

import "vae/internal/kernel"

// Part returns the shards low, …, high − 1 that are part i of n, when all are shared out as evenly
// as can be.
func Part(shards, i, n int) (low, high int) {
	return i * shards / n, (i + 1) * shards / n
}

// Node is the sum of the shards Low, …, Low + Size − 1. Size is a power of two that divides Low.
type Node struct {
	Low, Size int
	Sum       []float32
}

// Cover returns the fewest nodes that hold the shards low, …, high − 1, in order, without sums.
func Cover(low, high int) []Node {
	var t Tree
	for ; low < high; low++ {
		t.Push(Node{Low: low, Size: 1})
	}
	return t.Nodes
}

// Tree is as much of the sum as has come so far, as the fewest nodes, in order.
type Tree struct {
	Nodes []Node
}

// Push takes the node that follows, and adds up what it completes. The sum of two nodes replaces
// that of the first.
func (t *Tree) Push(n Node) {
	last := len(t.Nodes) - 1
	for ; last >= 0 && completes(t.Nodes[last], n.Size); last-- {
		first := t.Nodes[last]
		kernel.Accumulate(first.Sum, n.Sum)
		n = Node{first.Low, 2 * n.Size, first.Sum}
	}
	t.Nodes = append(t.Nodes[:last+1], n)
}

// completes reports whether the node first and the one behind it, of the given size, are a node.
func completes(first Node, size int) bool {
	return first.Size == size && first.Low%(2*size) == 0
}

// Total returns the sum of all nodes, which must begin with shard 0 and end with the last. It is
// kept in the first; the tree is empty then.
func (t *Tree) Total() []float32 {
	for last := len(t.Nodes) - 1; last > 0; last-- {
		kernel.Accumulate(t.Nodes[last-1].Sum, t.Nodes[last].Sum)
	}
	total := t.Nodes[0].Sum
	t.Nodes = t.Nodes[:0]
	return total
}
