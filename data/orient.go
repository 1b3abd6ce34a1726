package data

import (
	"math"
	"path/filepath"
	"strings"

	"vae/internal/kernel"
)

// upright takes rows for columns if the name is that of files of EMNIST, which are stored so.
func (r *reader) upright(name string) {
	if strings.HasPrefix(strings.ToLower(filepath.Base(name)), "emnist") && !r.opts.Transpose {
		r.opts.Transpose = true
		r.note("%s: rows taken for columns, as files of EMNIST need", r.name)
	}
}

// orient transposes and inverts the images of all parts as the options say.
func (r *reader) orient(p parts) {
	for _, s := range p.all() {
		kernel.Parallel(s.Len(), func(i int) {
			switch p := s.images[i]; {
			case p.words != nil:
				orient(p.words, math.MaxUint16, s.shape, r.opts)
			case p.floats != nil:
				orient(p.floats, 1, s.shape, r.opts)
			default:
				orient(p.bytes, math.MaxUint8, s.shape, r.opts)
			}
		})
		if r.opts.Transpose {
			s.shape.H, s.shape.W = s.shape.W, s.shape.H
		}
	}
}

// orient changes an image of that shape in place. White is the value of a white pixel.
func orient[P byte | uint16 | float32](pixels []P, white P, shape Shape, opts Options) {
	if opts.Transpose {
		rows := append([]P(nil), pixels...)
		for i := range shape.H * shape.W {
			copy(pixels[(i%shape.W*shape.H+i/shape.W)*shape.C:], rows[i*shape.C:(i+1)*shape.C])
		}
	}
	if opts.Invert {
		for i, v := range pixels {
			pixels[i] = white - v
		}
	}
}
