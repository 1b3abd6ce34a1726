package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"vae/data/internal/format"
	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/raster"
	"vae/internal/rng"
)

// Shape is the shape of an image: channels C, height H and width W.
type Shape = raster.Shape

// Set is a list of images of one shape. A set does not change after it is made and may be read from
// several goroutines. Slices of a set share its memory.
type Set struct {
	Name       string
	Labels     []int    // (N), nil where the source has none
	ClassNames []string // name of each label, nil where labels have only numbers

	shape  Shape
	images []picture // (N)
}

// picture is one image: bytes that stand for n/255, words for n/65535 or floats in [0, 1].
type picture struct {
	bytes   []byte
	words   []uint16
	floats  []float32
	number  int    // place in the source (see partSize), the same in every split and slice
	file    string // path, "" if it has no file of its own
	resized bool   // its file holds it in another size
}

// NewSet returns the set of the images in pixels (N, H, W, C), which belongs to the set from now
// on. Bytes stand for n/255, words for n/65535; floats lie in [0, 1]. labels has N elements or is
// nil. The error is a *FormatError.
func NewSet[P byte | uint16 | float32](name string, shape Shape, pixels []P, labels []int) (s *Set, err error) {
	defer fault.Mark("data", &err)
	d := shape.Size()
	if min(shape.C, shape.H, shape.W) <= 0 || len(pixels) == 0 || len(pixels)%d != 0 {
		return nil, format.Expected(name, "whole images of "+shape.String(), fmt.Sprintf("%d pixels", len(pixels)))
	}
	s = &Set{Name: name, Labels: labels, shape: shape, images: make([]picture, len(pixels)/d)}
	if labels != nil && len(labels) != s.Len() {
		return nil, format.Expected(name, fmt.Sprintf("a label for each of %d images", s.Len()),
			fmt.Sprintf("%d labels", len(labels)))
	}
	s.number(0)
	for i := range s.images {
		switch row := any(pixels[i*d : (i+1)*d]).(type) {
		case []byte:
			s.images[i].bytes = row
		case []uint16:
			s.images[i].words = row
		case []float32:
			s.images[i].floats = row
		}
	}
	if floats, ok := any(pixels).([]float32); ok {
		return s, checkPixels(name, floats)
	}
	return s, nil
}

// checkPixels returns a *FormatError unless all pixels lie in [0, 1].
func checkPixels(file string, pixels []float32) error {
	var low, high float32
	found := ""
	for i, v := range pixels {
		if v-v != 0 { // NaN or infinite
			found = fmt.Sprintf("%g in pixel %d", v, i)
			break
		}
		low, high = min(low, v), max(high, v)
	}
	switch {
	case found != "":
	case low < 0:
		found = fmt.Sprintf("values down to %g", low)
	case high >= 128 && high <= 255:
		found = fmt.Sprintf("values up to %g: divide by 255 first", high)
	case high > 1:
		found = fmt.Sprintf("values up to %g", high)
	default:
		return nil
	}
	return format.Expected(file, "pixel values from 0 to 1", found)
}

// Len returns the number of images, N.
func (s *Set) Len() int { return len(s.images) }

// Shape returns the shape of an image.
func (s *Set) Shape() Shape { return s.shape }

// Pixels returns the number of pixels of an image, D = C·H·W.
func (s *Set) Pixels() int { return s.shape.Size() }

// Read copies image i into dst (D), row by row, scaled to [0, 1].
func (s *Set) Read(dst []float32, i int) {
	switch p := s.images[i]; {
	case p.floats != nil:
		copy(dst[:len(p.floats)], p.floats)
	case p.words != nil:
		for j, v := range p.words {
			dst[j] = float32(float64(v) / math.MaxUint16)
		}
	default:
		kernel.FromBytes(dst[:len(p.bytes)], p.bytes)
	}
}

// Index returns the index of image i in the part of the source that it comes from.
func (s *Set) Index(i int) int { return s.images[i].number % partSize }

// Part returns the part of the source that image i comes from: train, validation or test. A source
// without parts is all train.
func (s *Set) Part(i int) string { return partOrder[s.images[i].number/partSize] }

// File returns the path of image i, or "" if it has no file of its own.
func (s *Set) File(i int) string { return s.images[i].file }

// Resized returns the number of images whose files have another size.
func (s *Set) Resized() int {
	var n int
	for _, p := range s.images {
		if p.resized {
			n++
		}
	}
	return n
}

// Slice returns the images from, …, to−1. Both sets share their memory.
func (s *Set) Slice(from, to int) *Set {
	part := *s
	part.images = s.images[from:to:to]
	if s.Labels != nil {
		part.Labels = s.Labels[from:to:to]
	}
	return &part
}

// pick returns the images with these indices, in this order. Both sets share the memory of the
// pixels.
func (s *Set) pick(indices []int) *Set {
	part := *s
	part.images = gather(s.images, indices)
	part.Labels = gather(s.Labels, indices)
	return &part
}

// gather returns from[indices[0]], from[indices[1]], …, or nil if from is nil.
func gather[T any](from []T, indices []int) []T {
	if from == nil {
		return nil
	}
	return converted(indices, func(k int) T { return from[k] })
}

// number numbers the images from that number on. It is called before the set is shared.
func (s *Set) number(from int) {
	for i := range s.images {
		s.images[i].number = from + i
	}
}

// joined returns the images of a followed by those of b, which have the same shape, with labels if
// both have them.
func joined(a, b *Set) *Set {
	all := *a
	all.images = append(a.images[:a.Len():a.Len()], b.images...)
	all.Labels = nil
	if a.Labels != nil && b.Labels != nil {
		all.Labels = append(a.Labels[:a.Len():a.Len()], b.Labels...)
	}
	return &all
}

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
