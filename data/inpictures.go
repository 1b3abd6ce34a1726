package data

import (
	"vae/data/internal/format"
	"vae/internal/kernel"
)

// inPictures are images that are decoded when they are read.
type inPictures struct {
	sources []pictureSource
	resized []bool
	memory  *budget
	size    Size
	shape   Shape
	opts    Options
}

var _ images = (*inPictures)(nil)

// inPictures returns the pictures with these indices.
func (a *album) inPictures(shape Shape, kept []int) *inPictures {
	resized := converted(kept, func(i int) bool { return a.traits[i].resized })
	return &inPictures{gather(a.sources, kept), resized, a.memory, a.size, shape, a.opts}
}

// Len returns the number of images.
func (d *inPictures) Len() int { return len(d.sources) }

func (d *inPictures) origin(i int) (file string, resized bool) {
	return d.sources[i].path, d.resized[i]
}

// load decodes some pictures at a time. Those of 8 and those of 16 bits are in different blocks.
func (d *inPictures) load(b *block, i, n int) error {
	all := make([]pixels, min(n, max(1, blockSize/d.shape.Size()), 64))
	errs := make([]error, len(all))
	kernel.Parallel(len(all), func(k int) { all[k], errs[k] = d.decode(i + k) })
	if errs[0] != nil {
		return errs[0]
	}
	b.n, b.pixels = 1, all[0]
	for b.n < len(all) && errs[b.n] == nil && (all[b.n].words == nil) == (b.words == nil) {
		b.bytes, b.words = append(b.bytes, all[b.n].bytes...), append(b.words, all[b.n].words...)
		b.n++
	}
	return nil
}

// decode returns the pixels of picture i.
func (d *inPictures) decode(i int) (p pixels, err error) {
	s := d.sources[i]
	header, bytes, err := s.header(d.memory)
	if err != nil {
		return p, err
	}
	if d.opts.Size != (Size{}) || d.size == (Size{header.Height, header.Width}) {
		p, _, err = drawing{header, bytes, d.size, d.opts}.decode(d.memory, func() bool { return true })
		if err != nil {
			return p, s.fault(err)
		}
		p = p.in(d.shape)
	}
	if len(p.bytes)+len(p.words) != d.shape.Size() {
		return p, format.Changed(s.path)
	}
	p.orient(d.shape, d.opts)
	return p, nil
}

// in returns the pixels of a grey or coloured image in images of that shape.
func (p pixels) in(shape Shape) pixels {
	if shape.C == 3 && len(p.bytes)+len(p.words) == shape.H*shape.W {
		p.bytes, p.words = tripled(p.bytes), tripled(p.words)
	}
	return p
}
