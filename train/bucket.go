package train

import (
	"vae"
	"vae/internal/optim"
	"vae/internal/shards"
)

// bucket is successive arrays of weights, whose gradients are added up together: those of the last
// layers while the graph computes those of the first.
type bucket struct {
	first    int         // of the arrays
	gradient [][]float32 // of the shard that was computed last, array by array
	own      *shards.Sum
	total    func() ([]float32, error)
	sum      []float32 // over all shards of all processes
}

// A bucket has a few'th part of all weights, or more, and so many that to send it takes longer than
// to begin to.
const few = 4

var enough = 1 << 16

// newBuckets cuts the gradients into buckets, from the last arrays on.
func newBuckets(e exchange, gradients []vae.Gradient) (all []*bucket, err error) {
	weights := 0
	for _, g := range gradients {
		weights += len(g.Grad)
	}
	least := max(weights/few, enough)
	for end := len(gradients); end > 0; {
		b := &bucket{first: end}
		size := 0
		for b.first > 0 && size < least {
			b.first--
			size += len(gradients[b.first].Grad)
		}
		for _, g := range gradients[b.first:end] {
			b.gradient = append(b.gradient, g.Grad)
		}
		if b.own, b.total, err = e.newSum(size); err != nil {
			return nil, err
		}
		all, end = append(all, b), b.first
	}
	return all, nil
}

// give sets the gradients of its variables, among all, to the sum.
func (b *bucket) give(variables []optim.Variable) {
	rest := b.sum
	for i, g := range b.gradient {
		variables[b.first+i].Grad, rest = rest[:len(g)], rest[len(g):]
	}
}
