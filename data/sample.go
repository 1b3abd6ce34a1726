package data

import (
	"cmp"
	"slices"

	"vae/internal/rng"
)

// shuffle fills order with the indices 0, 1, … in a random order.
func shuffle(order []int, seed uint64, purpose string, index uint64) {
	stream := rng.Stream(seed, purpose, index)
	stream.Perm(order)
}

// Sample returns n images chosen at random, in random order, or all images if there are fewer. Both
// sets share the memory of the pixels. The first images are the same for every n.
func (s *Set) Sample(n int, seed uint64) *Set {
	order := make([]int, s.Len())
	shuffle(order, seed, "sample", 0)
	return s.pick(order[:min(n, len(order))])
}

// lastRowsTest draws a tenth of the images, at least one, as a test split. Both splits are in the
// order of the draw, as runs of early versions had them.
func lastRowsTest(all *Set) (train, test *Set) {
	order := make([]int, all.Len())
	shuffle(order, 0, "split", 0)
	n := max(1, all.Len()/10)
	return all.pick(order[n:]), all.pick(order[:n])
}

// draw divides the images into n that are drawn and the rest, both in their order. Each label has
// its share of those drawn, as far as possible. The draw depends on no seed, so that runs with
// different seeds compare.
func (s *Set) draw(purpose string, n int) (rest, drawn *Set) {
	order := make([]int, s.Len())
	shuffle(order, 0, purpose, 0)
	rank := s.ranks(order)
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rank[i], rank[j]) })
	in, out := order[:n], order[n:]
	slices.Sort(in)
	slices.Sort(out)
	return s.pick(out), s.pick(in)
}

// ranks returns for each image its relative rank in order among those of its label, in (0, 1).
func (s *Set) ranks(order []int) []float64 {
	labels := s.Labels
	if labels == nil {
		labels = make([]int, s.Len())
	}
	count, seen := map[int]int{}, map[int]int{}
	for _, label := range labels {
		count[label]++
	}
	ranks := make([]float64, s.Len())
	for _, i := range order {
		ranks[i] = (float64(seen[labels[i]]) + 0.5) / float64(count[labels[i]])
		seen[labels[i]]++
	}
	return ranks
}
