package data

import (
	"fmt"
	"math"
	"slices"
)

// Size is the height and width of images in pixels; the zero value leaves them open.
type Size struct {
	Height int `json:"height"`
	Width  int `json:"width"`
}

func (s Size) String() string { return fmt.Sprintf("%d×%d", s.Height, s.Width) }

// check returns an *OptionError unless the size is open or can be had.
func (s Size) check() error {
	if s == (Size{}) || s.Height > 0 && s.Width > 0 && s.Height <= maxSide && s.Width <= maxSide {
		return nil
	}
	return &OptionError{"size", fmt.Sprintf("%v is not a size from 1×1 to %d×%d", s, maxSide, maxSide)}
}

// images returns the set of the images in the array: (N, H, W), (N, H, W, 1),
// (N, 1, H, W), or (N, D) where D is the number of pixels of size or a square.
func (a *array) images(name string, size Size) (*Set, error) {
	actual, err := a.imageSize(size)
	if err != nil {
		return nil, err
	}
	if a.shape[0] == 0 || actual.Height == 0 || actual.Width == 0 {
		return nil, &FormatError{a.file, -1, "one image of one pixel or more", sizes(a.shape)}
	}
	var s *Set
	switch {
	case a.bytes != nil:
		spread(a.bytes)
		s, err = NewSet(a.file, actual.Height, actual.Width, a.bytes, nil)
	case a.floats != nil:
		s, err = NewSet(a.file, actual.Height, actual.Width, a.floats, nil)
	default:
		return nil, &FormatError{a.file, -1, "pixels as unsigned bytes, booleans or floats", "other integers"}
	}
	if err != nil {
		return nil, err
	}
	s.Name = name
	return s, s.hasSize(size)
}

// imageSize returns the size of the images of an array.
func (a *array) imageSize(size Size) (Size, error) {
	shape := a.shape
	switch {
	case len(shape) == 3:
		return Size{shape[1], shape[2]}, nil
	case len(shape) == 4 && shape[3] == 1:
		return Size{shape[1], shape[2]}, nil
	case len(shape) == 4 && shape[1] == 1:
		return Size{shape[2], shape[3]}, nil
	case len(shape) == 2:
		if side := int(math.Sqrt(float64(shape[1]))); size == (Size{}) && side*side == shape[1] {
			return Size{side, side}, nil
		}
		if size != (Size{}) && size.Height*size.Width == shape[1] {
			return size, nil
		}
	}
	return Size{}, &FormatError{a.file, -1,
		"grey images: N×H×W, N×H×W×1, N×1×H×W, or N×D with square D or a given size", sizes(shape)}
}

// spread makes pixels that are all 0 or 1 black and white: they were binarised before
// they were stored as bytes.
func spread(pixels []byte) {
	if slices.Max(pixels) == 1 {
		whiten(pixels)
	}
}

// labels returns the labels in an array of integers, (N) or (N, 1).
func (a *array) labels() ([]int, error) {
	if len(a.shape) != 1 && (len(a.shape) != 2 || a.shape[1] != 1) {
		return nil, &FormatError{a.file, -1, "labels: N or N×1", sizes(a.shape)}
	}
	if a.floats != nil {
		return nil, &FormatError{a.file, -1, "labels as integers", "floats"}
	}
	if a.bytes == nil {
		return a.ints, nil
	}
	labels := make([]int, len(a.bytes))
	for i, v := range a.bytes {
		labels[i] = int(v)
	}
	return labels, nil
}
