package data

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unsafe"

	"vae/data/internal/format"
)

// imageMemory is the memory of an image in memory without its pixels, in bytes.
const imageMemory = int64(unsafe.Sizeof(picture{}))

// pending is a part of a source whose images are read but not scaled.
type pending struct {
	part   string // train, validation or test
	images *format.Array
	layout layout
	labels *labelling // nil if there are none
}

// blocks returns the part with all its images or, if they stayed in a file, with some of them after
// some others. If they cannot be read, the last element is the error.
func (p pending) blocks() iter.Seq2[pending, error] {
	return func(yield func(pending, error) bool) {
		if !p.images.Apart() {
			yield(p, nil)
			return
		}
		var rows format.Rows
		some := p
		some.images = &rows.Array
		for i := 0; i < p.layout.n; i += some.layout.n {
			some.layout.n = min(rowsTogether(p.images), p.layout.n-i)
			err := rows.Read(p.images, i, i+some.layout.n)
			if !yield(some, err) || err != nil {
				return
			}
		}
	}
}

// memory returns the bytes that the images take in that many channels.
func (p pending) memory(channels int) int64 {
	if p.images.Apart() {
		return 0
	}
	return p.images.Size()/int64(p.layout.channels)*int64(channels) + imageMemory*int64(p.layout.n)
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
			memory += p.memory(p.layout.channels)
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
	coloured, transparent := make([]bool, len(all)), make([]bool, len(all))
	for i, p := range all {
		if coloured[i], err = p.coloured(r.opts.Background); err == nil {
			transparent[i], err = p.transparent(s)
		}
		if err != nil {
			return nil, err
		}
	}
	channels := r.opts.Colours.channels(slices.Contains(coloured, true))
	r.tellColours(all, coloured, transparent, channels)
	if err := r.allow(all, channels); err != nil {
		return nil, err
	}
	found := parts{}
	var sets []*Set
	var clipped int
	for _, p := range all {
		set, n, err := p.set(r.name, conversion{s, p.layout, channels, r.opts.Background}, r.opts)
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
		memory += p.memory(channels)
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
// grey images might be colours. coloured and transparent report which parts are.
func (r *reader) tellColours(all []pending, coloured, transparent []bool, channels int) {
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
		{func(i int, l layout) bool { return transparent[i] },
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

// set returns the set of the images, and how many numbers are clipped. Images that stayed in a file
// are oriented as opts say when they are read.
func (p pending) set(name string, c conversion, opts Options) (set *Set, clipped int, err error) {
	shape := p.layout.shape
	shape.C = c.channels
	if p.images.Apart() {
		clipped, err = p.clipped(c.scale)
		return setOf(name, shape, &inFile{p.images, c, opts}, nil), clipped, err
	}
	pixels, clipped := c.pixelsOf(p.images)
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

// clipped returns how many numbers are outside a scale.
func (p pending) clipped(s scale) (clipped int, err error) {
	if p.images.Low >= s.black && p.images.High <= s.white {
		return 0, nil
	}
	for some, err := range p.blocks() {
		if err != nil {
			return 0, err
		}
		_, n := s.pixels(some.images)
		clipped += n
	}
	return clipped, nil
}
