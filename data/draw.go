package data

import (
	"math"
	"slices"
	"sort"
	"sync"

	"vae/internal/rng"
)

// Slice returns the images from, …, to−1. Both sets share their memory.
func (s *Set) Slice(from, to int) *Set { return s.some(s.order, s.from+from, to-from) }

// some returns n images from the one on that is chosen by order at from.
func (s *Set) some(order func() []int, from, n int) *Set {
	part := *s
	part.order, part.from, part.n, part.fingerprint = order, from, n, ""
	return &part
}

// choose returns an order of the images with the indices that indices returns, which belong to it.
// They are made when they are first needed: a large set may never be divided.
func (s *Set) choose(indices func() []int) (order func() []int) {
	return sync.OnceValue(func() []int {
		list := indices()
		for k, i := range list {
			list[k] = s.at(i)
		}
		return list
	})
}

// pick returns the images with these indices, in this order. Both sets share the memory of the
// pixels.
func (s *Set) pick(indices []int) *Set {
	return s.some(s.choose(func() []int { return slices.Clone(indices) }), 0, len(indices))
}

// shuffle fills order with the indices 0, 1, … in a random order.
func shuffle(order []int, seed uint64, purpose string, index uint64) {
	stream := rng.Stream(seed, purpose, index)
	stream.Perm(order)
}

// shuffled returns the indices of the images in a random order.
func (s *Set) shuffled(seed uint64, purpose string) []int {
	order := make([]int, s.n)
	shuffle(order, seed, purpose, 0)
	return order
}

// Sample returns n images chosen at random, in random order, or all images if there are fewer. Both
// sets share the memory of the pixels. The first images are the same for every n.
func (s *Set) Sample(n int, seed uint64) *Set {
	return s.pick(s.shuffled(seed, "sample")[:min(n, s.n)])
}

// lastRowsTest draws a tenth of the images, at least one, as a test split. Both splits are in the
// order of the draw, as runs of early versions had them.
func lastRowsTest(all *Set) (train, test *Set) {
	order := all.choose(func() []int { return all.shuffled(0, "split") })
	n := max(1, all.n/10)
	return all.some(order, n, all.n-n), all.some(order, 0, n)
}

// draw divides the images into n that are drawn and the rest, both in their order. Each label has
// its share of those drawn, as far as possible. The draw depends on no seed, so that runs with
// different seeds compare.
func (s *Set) draw(purpose string, n int) (rest, drawn *Set) {
	order := s.choose(func() []int {
		order := s.shuffled(0, purpose)
		s.divide(order, n)
		return order
	})
	return s.some(order, n, s.n-n), s.some(order, 0, n)
}

// divide puts the n first images of an order whose rank among those of their label is low before
// the others, and both in their order.
func (s *Set) divide(order []int, n int) {
	label := func(int) int { return 0 }
	if s.Labelled() {
		label = s.Label
	}
	images, seen := map[int]int{}, map[int]int{} // by label
	for i := range order {
		images[label(i)]++
	}
	cut, of := cutOf(images, n)
	drawn := make([]bool, s.n)
	for _, i := range order {
		l := label(i)
		rank := rankOf(seen[l], images[l])
		seen[l]++
		if drawn[i] = rank < cut || rank == cut && of > 0; drawn[i] && rank == cut {
			of--
		}
	}
	in, out := 0, n
	for i, chosen := range drawn {
		if chosen {
			order[in] = i
			in++
		} else {
			order[out] = i
			out++
		}
	}
}

// rankOf returns the relative rank of the k-th of n images of a label, in (0, 1).
func rankOf(k, n int) float64 { return (float64(k) + 0.5) / float64(n) }

// cutOf returns the n-th lowest of the ranks of that many images of each label, and how many of the
// n lowest are equal to it.
func cutOf(images map[int]int, n int) (cut float64, of int) {
	upTo := func(bits int) (ranks int) { // those up to the number with these bits
		for _, m := range images {
			ranks += sort.Search(m, func(k int) bool { return rankOf(k, m) > math.Float64frombits(uint64(bits)) })
		}
		return ranks
	}
	bits := sort.Search(int(math.Float64bits(1)), func(bits int) bool { return upTo(bits) >= n })
	if bits == 0 { // none are drawn
		return 0, 0
	}
	return math.Float64frombits(uint64(bits)), n - upTo(bits-1)
}
