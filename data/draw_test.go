package data_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"vae/data"
	"vae/internal/raster"
	"vae/internal/rng"
)

// sorted returns the indices that draw takes, in order: the n first of all when they are sorted by
// their rank among those of their label.
func sorted(labels []int, purpose string, n int) []int {
	order := make([]int, len(labels))
	stream := rng.Stream(0, purpose, 0)
	stream.Perm(order)
	count, seen, rank := map[int]int{}, map[int]int{}, make([]float64, len(labels))
	for _, label := range labels {
		count[label]++
	}
	for _, i := range order {
		rank[i] = (float64(seen[labels[i]]) + 0.5) / float64(count[labels[i]])
		seen[labels[i]]++
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rank[i], rank[j]) })
	drawn := order[:n]
	slices.Sort(drawn)
	return drawn
}

// What is drawn by class are the images that sorting them finds.
func TestDraw_isThatOfSorting(t *testing.T) {
	for _, classes := range []int{1, 2, 3, 7, 10, 97} {
		for _, n := range []int{30, 100, 777} {
			labels := make([]int, n)
			for i := range labels {
				labels[i] = i * i % classes * 3
			}
			set, err := data.NewSet("made", raster.Grey(1, 1), make([]byte, n), labels)
			if err != nil {
				t.Fatal(err)
			}
			for _, drawn := range []int{0, 1, n / 10, n / 3, n - 1, n} {
				rest, got := data.Draw(set, "split", drawn)
				want := sorted(labels, "split", drawn)
				if !slices.Equal(indices(got), want) {
					t.Errorf("%d of %d images of %d classes: %v, want %v", drawn, n, classes, indices(got), want)
				}
				all := slices.Concat(indices(got), indices(rest))
				if slices.Sort(all); !slices.Equal(all, upTo(n)) || !slices.IsSorted(indices(rest)) {
					t.Errorf("%d of %d images of %d classes: the rest are %v", drawn, n, classes, indices(rest))
				}
			}
		}
	}
}

// upTo returns 0, …, n−1.
func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func indices(s *data.Set) []int {
	all := make([]int, s.Len())
	for i := range all {
		all[i] = s.Index(i)
	}
	return all
}

// Numbers, on which binarisation once depends, are those of the three parts of early versions up to
// 2²⁹ images of each, and different beyond.
func TestNumberOf(t *testing.T) {
	const early = 1 << 29
	seen := map[uint64]string{}
	for part := range 3 {
		for _, index := range []int{0, 1, early - 1, early, early + 1, 2*early - 1, 2 * early, 3*early + 5, 1e9, 4e9} {
			number, name := data.NumberOf(part, index), fmt.Sprintf("image %d of part %d", index, part)
			if index < early && number != uint64(part*early+index) {
				t.Errorf("%s has the number %d", name, number)
			}
			if seen[number] != "" {
				t.Errorf("%s has the number of %s", name, seen[number])
			}
			seen[number] = name
		}
	}
}
