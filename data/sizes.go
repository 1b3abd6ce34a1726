package data

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// sizesError returns the error that pictures have the given sizes, each so often, and are to be of
// one.
func sizesError(name string, counts map[Size]int) error {
	sizes := slices.SortedFunc(maps.Keys(counts), func(a, b Size) int {
		return cmp.Or(counts[b]-counts[a], a.Height-b.Height, a.Width-b.Width)
	})
	found := fmt.Sprintf("%d of %v and %d of %v", counts[sizes[0]], sizes[0], counts[sizes[1]], sizes[1])
	if len(sizes) > 2 {
		others := 0
		for _, size := range sizes[2:] {
			others += counts[size]
		}
		found = fmt.Sprintf("%s and %d more", strings.Replace(found, " and ", ", ", 1), others)
	}
	return format.Expected(name, -1, "pictures of one size, or a size to resize all to", found)
}
