package data

import (
	"vae/data/internal/format"
)

// inFile are images in the rows of an array that stayed in its file.
type inFile struct {
	*format.Array
	conversion
	opts Options // how they are oriented
}

// conversion is what makes the numbers of an array pixels.
type conversion struct {
	scale
	layout   layout
	channels int // of the images: 1 or 3
	behind   Background
}

// blockSize is about the number of bytes of a block that is read from a file.
const blockSize = 1 << 20

var _ images = (*inFile)(nil)

// Len returns the number of images.
func (f *inFile) Len() int { return f.layout.n }

func (f *inFile) origin(int) (file string, resized bool) { return "", false }

func (f *inFile) load(b *block, i, n int) error {
	b.n = min(n, rowsTogether(f.Array))
	if err := b.rows.Read(f.Array, i, i+b.n); err != nil {
		return err
	}
	b.pixels, _ = f.pixelsOf(&b.rows.Array)
	if f.opts.Transpose || f.opts.Invert {
		shape := f.layout.shape
		shape.C = f.channels
		for k := range b.n {
			b.image(k).orient(shape, f.opts)
		}
	}
	return nil
}

// pixelsOf returns the pixels of images in an array, and how many numbers are clipped. It may use
// the memory of the array.
func (c conversion) pixelsOf(a *format.Array) (p pixels, clipped int) {
	p, clipped = c.pixels(a)
	l := c.layout
	l.n = a.Shape[0]
	return p.coloured(l, c.channels, c.behind), clipped
}

// rowsTogether returns how many rows of an array are read from its file at a time.
func rowsTogether(a *format.Array) int { return max(1, blockSize/max(1, a.RowSize())) }
