package data

import (
	"math"

	"vae/data/internal/format"
	"vae/internal/kernel"
)

// images are the images of a part of a source, wherever their pixels are. They may be read from
// several goroutines.
type images interface {
	// Len returns the number of images.
	Len() int

	// load sets b to image i and as many of the n−1 after it as can be had together. b is valid until
	// it is loaded again. The error is that of a file.
	load(b *block, i, n int) error

	// origin returns the path of image i, "" if it has no file of its own, and whether the file holds
	// it in another size.
	origin(i int) (file string, resized bool)
}

// block holds the pixels of consecutive images.
type block struct {
	pixels
	n    int         // images
	rows format.Rows // of a file, which the pixels are in
}

// image returns the pixels of the k-th image.
func (b *block) image(k int) pixels {
	part := func(n int) (from, to int) { return k * n / b.n, (k + 1) * n / b.n }
	switch {
	case b.floats != nil:
		from, to := part(len(b.floats))
		return pixels{floats: b.floats[from:to]}
	case b.words != nil:
		from, to := part(len(b.words))
		return pixels{words: b.words[from:to]}
	}
	from, to := part(len(b.bytes))
	return pixels{bytes: b.bytes[from:to]}
}

// scaled copies the pixels into dst, scaled to [0, 1].
func (p pixels) scaled(dst []float32) {
	switch {
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

// inMemory are images whose pixels are in memory.
type inMemory []picture

// picture is one image in memory.
type picture struct {
	pixels
	file    string
	resized bool
}

var _ images = inMemory{}

// Len returns the number of images.
func (m inMemory) Len() int { return len(m) }

func (m inMemory) load(b *block, i, _ int) error {
	b.pixels, b.n = m[i].pixels, 1
	return nil
}

func (m inMemory) origin(i int) (file string, resized bool) { return m[i].file, m[i].resized }
