package data

import (
	"math"
	"slices"
)

// labels are those of the images of a section.
type labels interface{ label(i int) int }

type (
	byteLabels []byte // labels up to 255
	intLabels  []int
	sameLabel  int // of all images
)

func (l byteLabels) label(i int) int { return int(l[i]) }
func (l intLabels) label(i int) int  { return l[i] }
func (l sameLabel) label(int) int    { return int(l) }

// packed returns the labels in the least memory, nil if they are nil.
func packed(all []int) labels {
	switch {
	case all == nil:
		return nil
	case len(all) > 0 && (slices.Min(all) < 0 || slices.Max(all) > math.MaxUint8):
		return intLabels(all)
	}
	return byteLabels(converted(all, func(label int) byte { return byte(label) }))
}

// Labelled reports whether the images have labels.
func (s *Set) Labelled() bool {
	return !slices.ContainsFunc(s.sections, func(part section) bool { return part.labels == nil })
}

// Label returns the label of image i of a set that has labels.
func (s *Set) Label(i int) int {
	part, k := s.in(i)
	return part.labels.label(k)
}

// Labels returns the labels (N), nil if the images have none.
func (s *Set) Labels() []int {
	if !s.Labelled() {
		return nil
	}
	all := make([]int, s.n)
	for i := range all {
		all[i] = s.Label(i)
	}
	return all
}

// WithLabels returns the same images with other labels (N), or with none if they are nil. Both sets
// share the memory of the pixels.
func (s *Set) WithLabels(all []int) *Set {
	other := setOf(s.Name, s.shape, s, packed(all))
	if all != nil {
		other.ClassNames = s.ClassNames
	}
	return other
}

// Relabelled returns the images with the same label for all. Both sets share the memory of the
// pixels.
func (s *Set) Relabelled(label int) *Set {
	other := *s
	other.sections = slices.Clone(s.sections)
	for k := range other.sections {
		other.sections[k].labels = sameLabel(label)
	}
	return &other
}
