package data

import (
	"cmp"
	"slices"

	"vae/internal/rng"
)

// lastRowsTest draws a tenth of the images, one at least, as a test split. Both are in the order in
// which they were drawn: runs of early versions were trained so.
func lastRowsTest(all *Set) (train, test *Set) {
	order := make([]int, all.Len())
	source := rng.Stream(0, "split", 0)
	source.Perm(order)
	n := max(1, all.Len()/10)
	return all.pick(order[n:]), all.pick(order[:n])
}

// draw divides the images into n that are drawn and the rest, both in their order. Every label gets
// its share of the drawn ones, as far as that can be. The draw is a fixed permutation, so that runs
// with different seeds can be compared.
func (s *Set) draw(purpose string, n int) (rest, drawn *Set) {
	order := make([]int, s.Len())
	source := rng.Stream(0, purpose, 0)
	source.Perm(order)
	place := s.placeAmongLike(order)
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(place[i], place[j]) })
	in, out := order[:n], order[n:]
	slices.Sort(in)
	slices.Sort(out)
	return s.pick(out), s.pick(in)
}

// placeAmongLike returns of each image where it stands in order among those of its label, from 0 to
// below 1.
func (s *Set) placeAmongLike(order []int) []float64 {
	label := func(i int) int {
		if s.Labels == nil {
			return 0
		}
		return s.Labels[i]
	}
	count, seen := map[int]int{}, map[int]int{}
	for i := range s.Len() {
		count[label(i)]++
	}
	place := make([]float64, s.Len())
	for _, i := range order {
		place[i] = (float64(seen[label(i)]) + 0.5) / float64(count[label(i)])
		seen[label(i)]++
	}
	return place
}

// Sample returns n images chosen at random, or all of them, in a random order, if there are less.
// Both sets share the memory of the pixels. The same seed gives the same images, and the first of
// them whatever n is.
func (s *Set) Sample(n int, seed uint64) *Set {
	order := make([]int, s.Len())
	source := rng.Stream(seed, "sample", 0)
	source.Perm(order)
	return s.pick(order[:min(n, len(order))])
}
