package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vae/data/internal/format"
)

// selected are the arrays of one part: images and, if there are any, their labels.
type selected struct {
	part           string
	images, labels *stored
}

// selectArrays finds the images of each part and their labels by the names of the arrays or, if
// these say nothing, takes the only array with the shape of images. It returns no parts if there
// are no images. rest are the arrays that are left.
func selectArrays(arrays []stored) (parts []selected, rest []string) {
	group := groupOf(arrays)
	used := map[*stored]bool{}
	for _, part := range partOrder {
		s := selected{part: part, images: best(group, part, "images", -1)}
		if s.images == nil {
			continue
		}
		if len(s.images.Shape) > 0 {
			s.labels = best(group, part, "labels", s.images.Shape[0])
		}
		parts = append(parts, s)
		used[s.images], used[s.labels] = true, true
	}
	if only := onlyImages(arrays); parts == nil && only != nil {
		parts = []selected{{part: trainName, images: only}}
		used[only] = true
	}
	if len(parts) == 1 {
		parts[0].part = trainName // there is nothing else
	}
	for i := range arrays {
		if !used[&arrays[i]] {
			rest = append(rest, arrays[i].String())
		}
	}
	return parts, rest
}

// candidate is an array with its role.
type candidate struct {
	role
	*stored
}

// groupOf returns the arrays with a role that have the same other words in their names as one array
// of images: the one without other words or else, in the order of these words, the first.
func groupOf(arrays []stored) []candidate {
	var all []candidate
	var others []string
	for i := range arrays {
		r, ok := roleOf(arrays[i].name)
		if !ok || r.kind == "" {
			continue
		}
		all = append(all, candidate{r, &arrays[i]})
		if r.kind == "images" && arrays[i].imagelike() {
			others = append(others, r.other)
		}
	}
	if others == nil {
		return nil
	}
	other := slices.Min(others)
	return slices.DeleteFunc(all, func(c candidate) bool { return c.other != other })
}

// best returns the array of a part with the lowest rank, nil if there is none. An array without a
// part belongs to the training part if that has no array of its own. Labels of n images come before
// all others.
func best(group []candidate, part, kind string, n int) *stored {
	var found []candidate
	for _, c := range group {
		fits := c.part == part || c.part == "" && part == trainName
		if fits && c.kind == kind && (kind == "labels" || c.imagelike()) {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil
	}
	cost := func(c candidate) int {
		rank := c.rank
		if c.part != part {
			rank += 100
		}
		if kind == "labels" && (len(c.Shape) == 0 || c.Shape[0] != n) {
			rank += 1000
		}
		return rank
	}
	return slices.MinFunc(found, func(a, b candidate) int { return cmp.Compare(cost(a), cost(b)) }).stored
}

// imagelike reports whether the array may hold images, or is meant to.
func (s stored) imagelike() bool {
	return s.err != nil || !s.Text() && len(s.Shape) > 1 || s.Kind == format.Unknown
}

// onlyImages returns the only array, or the only one with the shape of images, or nil.
func onlyImages(arrays []stored) *stored {
	if len(arrays) == 1 {
		return &arrays[0]
	}
	var only *stored
	for i := range arrays {
		s := &arrays[i]
		_, err := layoutOf(s.Header, Size{})
		column := len(s.Shape) == 2 && s.Shape[1] == 1
		if err != nil || s.err != nil || s.Text() || s.Kind == format.Unknown || column {
			continue
		}
		if only != nil {
			return nil
		}
		only = s
	}
	return only
}

// listed lists arrays for an error or a note.
func listed(arrays []string) string {
	if len(arrays) == 0 {
		return "no array"
	}
	return shortened(arrays)
}

// unnamed returns the error of a source in which no array is known to hold images.
func unnamed(file string, arrays []string) error {
	const expected = "images under a name such as images, x_train or data, or the only array"
	npz := strings.TrimSuffix(file, ".npz") + ".npz"
	return format.Expected(file, expected, listed(arrays)).
		WithHint(fmt.Sprintf("numpy.savez(%q, images=x, labels=y) gives them names", npz))
}
