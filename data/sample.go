package data

import "vae/internal/rng"

// Sample returns n images chosen at random, or all of them, in a random order, if there are less.
// Both sets share the memory of the pixels. The same seed gives the same images, and the first of
// them whatever n is.
func (s *Set) Sample(n int, seed uint64) *Set {
	order := make([]int, s.Len())
	source := rng.Stream(seed, "sample", 0)
	source.Perm(order)
	return s.pick(order[:min(n, len(order))])
}
