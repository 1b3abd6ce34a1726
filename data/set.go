package data

import (
	"fmt"
	"iter"

	"vae/data/internal/format"
	"vae/internal/fault"
	"vae/internal/raster"
)

// Shape is the shape of an image: channels C, height H and width W.
type Shape = raster.Shape

// Set is a list of images of one shape. A set does not change after it is made and may be read from
// several goroutines. The pixels of large sets stay in their files: they are read when they are
// needed, and files that cannot be read any more, or have changed, are errors then. Slices of a set
// share its memory.
type Set struct {
	Name       string
	ClassNames []string // name of each label, nil where labels have only numbers

	shape    Shape
	sections []section    // what the images are chosen from, one after the other
	order    func() []int // those that are chosen, by their place; nil: all
	from, n  int          // of these, from, …, from + n − 1 are in the set

	fingerprint string // "" if it is not known
}

// section is a part of a source.
type section struct {
	images
	part   int    // its place in partOrder
	labels labels // nil if the source has none
}

var _ images = (*Set)(nil)

// NewSet returns the set of the images in pixels (N, H, W, C), which belongs to the set from now
// on. Bytes stand for n/255, words for n/65535; floats lie in [0, 1]. labels has N elements or is
// nil. The error is a *FormatError.
func NewSet[P byte | uint16 | float32](name string, shape Shape, pixels []P, labels []int) (s *Set, err error) {
	defer fault.Mark("data", &err)
	d := shape.Size()
	if min(shape.C, shape.H, shape.W) <= 0 || len(pixels) == 0 || len(pixels)%d != 0 {
		return nil, format.Expected(name, "whole images of "+shape.String(), fmt.Sprintf("%d pixels", len(pixels)))
	}
	all := make(inMemory, len(pixels)/d)
	if labels != nil && len(labels) != len(all) {
		return nil, format.Expected(name, fmt.Sprintf("a label for each of %d images", len(all)),
			fmt.Sprintf("%d labels", len(labels)))
	}
	s = setOf(name, shape, all, packed(labels))
	for i := range all {
		switch row := any(pixels[i*d : (i+1)*d]).(type) {
		case []byte:
			all[i].bytes = row
		case []uint16:
			all[i].words = row
		case []float32:
			all[i].floats = row
		}
	}
	if floats, ok := any(pixels).([]float32); ok {
		return s, checkPixels(name, floats)
	}
	return s, nil
}

// setOf returns the set of all these images, as a training part.
func setOf(name string, shape Shape, all images, l labels) *Set {
	return &Set{Name: name, shape: shape, sections: []section{{images: all, labels: l}}, n: all.Len()}
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
func (s *Set) Len() int { return s.n }

// Shape returns the shape of an image.
func (s *Set) Shape() Shape { return s.shape }

// Pixels returns the number of pixels of an image, D = C·H·W.
func (s *Set) Pixels() int { return s.shape.Size() }

// Read copies image i into dst (D), row by row, scaled to [0, 1]. The error is that of a file that
// holds it.
func (s *Set) Read(dst []float32, i int) (err error) {
	defer fault.Mark("data", &err)
	var b block
	if err := s.load(&b, i, 1); err != nil {
		return err
	}
	b.scaled(dst)
	return nil
}

// at returns the place of image i in all sections.
func (s *Set) at(i int) int {
	if s.order != nil {
		return s.order()[s.from+i]
	}
	return s.from + i
}

// in returns the section of image i, and its place there.
func (s *Set) in(i int) (section, int) {
	k := s.at(i)
	for _, part := range s.sections {
		if n := part.Len(); k >= n {
			k -= n
			continue
		}
		return part, k
	}
	panic(fmt.Sprintf("data: image %d of %d", i, s.n))
}

func (s *Set) load(b *block, i, n int) error {
	part, k := s.in(i)
	n = min(n, part.Len()-k)
	if s.order != nil {
		list := s.order()[s.from+i:]
		n = inARow(list[:min(n, len(list))])
	}
	return part.load(b, k, n)
}

// inARow returns how many of the first numbers of a list are each one more than the one before.
func inARow(list []int) int {
	n := 1
	for n < len(list) && list[n] == list[0]+n {
		n++
	}
	return n
}

// blocks returns the images in order, in blocks that are valid until the next one. If the images
// cannot be read, the last element is the error.
func (s *Set) blocks() iter.Seq2[*block, error] {
	return func(yield func(*block, error) bool) {
		var b block
		for i := 0; i < s.n; i += b.n {
			err := s.load(&b, i, s.n-i)
			if !yield(&b, err) || err != nil {
				return
			}
		}
	}
}

// held returns image i if its pixels are in memory, else nil.
func (s *Set) held(i int) *picture {
	part, k := s.in(i)
	switch all := part.images.(type) {
	case *Set:
		return all.held(k)
	case inMemory:
		return &all[k]
	}
	return nil
}
