package data

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"vae/data/internal/format"
)

// imageMemory is the memory of an image without its pixels, in bytes.
const imageMemory = int64(unsafe.Sizeof(picture{}))

// pending is a part of a source whose images are read but not scaled.
type pending struct {
	part   string // train, validation or test
	images *format.Array
	layout layout
	labels *labelling // nil if there are none
}

// read reads the images of a part, and their labels.
func (s selected) read(r *reader) (p pending, err error) {
	if s.images.err != nil {
		return p, s.images.err
	}
	if err := r.ctx.Err(); err != nil {
		return p, fmt.Errorf("read %s: %w", r.name, err)
	}
	p.part = s.part
	if s.images.Kind != format.Unknown {
		if p.layout, err = layoutOf(s.images.Header, r.opts.Size); err != nil {
			return p, err
		}
	}
	if p.images, err = s.images.read(format.Pixels); err != nil {
		return p, err
	}
	if s.labels != nil {
		p.labels = r.labels(*s.labels, p.layout.n)
	}
	return p, nil
}

// readArrays reads the images and labels among the arrays of the file or folder at path.
func (r *reader) readArrays(path string, arrays []stored) (parts, error) {
	chosen, rest := selectArrays(arrays)
	if chosen == nil {
		return nil, unnamed(path, rest)
	}
	if len(rest) > 0 {
		r.note("passed over: %s", listed(rest))
	}
	var all []pending
	var memory int64
	for _, s := range chosen {
		p, err := s.read(r)
		if err == nil {
			memory += p.images.Size() + imageMemory*int64(p.layout.n)
			err = r.opts.limit().Allow(path, memory, "images")
		}
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return r.sets(all)
}

// sets returns the sets of a source, on one scale.
func (r *reader) sets(all []pending) (parts, error) {
	s, err := scaleOf(converted(all, func(p pending) *format.Array { return p.images }))
	if err != nil {
		return nil, err
	}
	r.tellScale(s, all)
	coloured := converted(all, func(p pending) bool { return p.coloured(r.opts.Background) })
	channels := r.opts.Colours.channels(slices.Contains(coloured, true))
	r.tellColours(all, coloured, channels, s)
	if err := r.allow(all, channels); err != nil {
		return nil, err
	}
	found := parts{}
	var sets []*Set
	var clipped int
	for _, p := range all {
		set, n, err := p.set(s, r.name, channels, r.opts.Background)
		if err == nil {
			err = set.hasSize(r.opts.Size)
		}
		if err != nil {
			return nil, err
		}
		clipped += n
		found[p.part] = set
		sets = append(sets, set)
	}
	if clipped > 0 {
		r.note("pixel values a little outside %g to %g are clipped: %d", s.black, s.white, clipped)
	}
	r.label(sets, converted(all, func(p pending) *labelling { return p.labels }))
	return found, nil
}

// allow returns an error if images with that many channels take too much memory.
func (r *reader) allow(all []pending, channels int) error {
	var memory int64
	for _, p := range all {
		memory += p.images.Size()/int64(p.layout.channels)*int64(channels) + imageMemory*int64(p.layout.n)
	}
	return r.opts.limit().Allow(r.name, memory, "images")
}

// faintPart is the share of white below which the brightest pixel of a part is odd.
const faintPart = 0.1

// tellScale notes how the numbers are understood, which is the same in all parts.
func (r *reader) tellScale(s scale, all []pending) {
	switch {
	case s.dark:
		r.tell(Notice{Hint: "if that should be white, divide by it first", Warning: true},
			"%s: the brightest pixel is nearly black", s.note)
		return
	case s.note != "":
		r.note("%s", s.note)
	}
	for _, p := range all {
		if high := p.images.High; len(all) > 1 && high-s.black < faintPart*(s.white-s.black) {
			r.tell(Notice{Hint: "the parts of a source have one scale", Warning: true},
				"the brightest pixel of the %s part is %g, where %g is white", p.part, high, s.white)
		}
	}
}

// tellColours notes what becomes of each part where images have that many channels, and whether
// grey images might be colours. coloured reports which parts are in colour.
func (r *reader) tellColours(all []pending, coloured []bool, channels int, s scale) {
	for _, became := range []struct {
		of   func(i int, l layout) bool
		note string // of sizes
	}{
		{func(i int, l layout) bool { return l.channels == 3 && len(all[i].images.Shape) == 2 },
			"rows of %s taken for red, green and blue of the first pixel, then of the next"},
		{func(i int, l layout) bool { return channels == 1 && coloured[i] },
			"colours taken for their luminance (%s)"},
		{func(i int, l layout) bool { return channels == 1 && l.channels > 1 && !coloured[i] },
			"%s taken for grey images: red, green and blue are equal"},
		{func(i int, l layout) bool { return channels == 3 && l.channels == 1 },
			"grey taken for red, green and blue in equal parts (%s)"},
		{func(i int, l layout) bool { return all[i].transparent(s) },
			fmt.Sprintf("transparent in parts, with %v behind (%%s)", r.opts.Background)},
	} {
		var sizes []string
		for i, p := range all {
			if became.of(i, p.layout) {
				sizes = append(sizes, format.Sizes(p.images.Shape))
			}
		}
		if len(sizes) > 0 {
			r.note(became.note, strings.Join(slices.Compact(sizes), ", "))
		}
	}
	r.tellPossiblyOne(all)
}

// tellPossiblyOne notes that grey images might be one in colour.
func (r *reader) tellPossiblyOne(all []pending) {
	shape := all[0].images.Shape
	if len(all) == 1 && len(shape) == 3 && colours(shape[0]) && min(shape[1], shape[2]) >= 2*likelySide {
		r.note("%s taken for %d grey images, not for one in colour", format.Sizes(shape), shape[0])
	}
}

// set returns the set of the images in that many channels, and how many numbers are clipped.
func (p pending) set(s scale, name string, channels int, behind Background) (set *Set, clipped int, err error) {
	pixels, clipped := s.pixels(p.images)
	pixels = pixels.coloured(p.layout, channels, behind)
	shape := p.layout.shape
	shape.C = channels
	switch {
	case pixels.bytes != nil:
		set, err = NewSet(name, shape, pixels.bytes, nil)
	case pixels.words != nil:
		set, err = NewSet(name, shape, pixels.words, nil)
	default:
		set, err = NewSet(name, shape, pixels.floats, nil)
	}
	return set, clipped, err
}
