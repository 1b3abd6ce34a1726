package data

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
	"vae/internal/kernel"
	"vae/internal/raster"
)

// maxPictureFile is the most bytes that the file of a picture may have.
const maxPictureFile = 1 << 28

// album is a set of pictures that is being read. Its lists have an element for each source.
type album struct {
	*reader
	sources []pictureSource
	memory  *budget
	size    Size // of all pictures; open until the first is read

	images inMemory
	traits []traits
	faults []error     // why a picture cannot be read
	others []Size      // the sizes of pictures that should have another
	lost   atomic.Bool // there will be no set: pixels need not be kept
	apart  atomic.Bool // pixels are not kept, but decoded again when they are read
}

// readPictures reads one or more pictures as images of one size. kept are the indices of the
// sources whose images are in the set: all, unless pictures that cannot be read are skipped. The
// error is a *PicturesError if some of several cannot be read and are not skipped.
func (r *reader) readPictures(sources []pictureSource) (set *Set, kept []int, err error) {
	a := &album{
		reader: r, sources: sources, memory: newBudget(pictures.Bound(0)), size: r.opts.Size,
		images: make(inMemory, len(sources)), traits: make([]traits, len(sources)),
		faults: make([]error, len(sources)), others: make([]Size, len(sources)),
	}
	next := a.readFirst()
	a.fit(next - 1)
	kernel.Parallel(len(sources)-next, func(i int) { a.read(next + i) })
	if err := r.ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read pictures of %s: %w", r.name, err)
	}
	if kept, err = a.kept(); err != nil {
		return nil, nil, err
	}
	set = a.set(kept)
	return set, kept, a.tellTraits(set, kept)
}

// set returns the pictures with these indices, all in colour if one of them is to be.
func (a *album) set(kept []int) *Set {
	shape := raster.Grey(a.size.Height, a.size.Width)
	coloured := slices.ContainsFunc(a.traits, func(t traits) bool { return t.coloured })
	shape.C = a.opts.Colours.channels(coloured)
	images := inMemory(gather(a.images, kept))
	var memory int64
	for _, p := range images {
		if memory += int64(shape.Size()); p.words != nil {
			memory += int64(shape.Size())
		}
	}
	if a.apart.Load() || memory > a.opts.limit().Apart {
		return setOf(a.name, shape, a.inPictures(shape, kept), nil)
	}
	for i := range images {
		images[i].pixels = images[i].in(shape)
	}
	return setOf(a.name, shape, images, nil)
}

// gather returns from[indices[0]], from[indices[1]], …
func gather[T any](from []T, indices []int) []T {
	return converted(indices, func(k int) T { return from[k] })
}

// readFirst reads pictures until one can be read, which sets the size if that is open, and returns
// how many there were.
func (a *album) readFirst() int {
	for i := range a.sources {
		if a.read(i) {
			return i + 1
		}
		a.size = a.opts.Size
	}
	return len(a.sources)
}

// kept returns the indices of the pictures that were read, or the reason why there is no set.
func (a *album) kept() (kept []int, err error) {
	var faults []error
	sizes := map[Size]int{}
	for i, fault := range a.faults {
		if fault != nil {
			faults = append(faults, fault)
			continue
		}
		kept = append(kept, i)
		sizes[cmp.Or(a.others[i], a.size)]++
	}
	switch {
	case len(a.sources) == 1 && len(faults) == 1:
		return nil, faults[0]
	case len(faults) > 0 && (!a.opts.SkipBad || len(kept) == 0):
		return nil, &PicturesError{a.name, len(a.sources), faults}
	case len(sizes) > 1:
		return nil, sizesError(a.name, sizes)
	}
	return kept, nil
}

// fit sets apart if all pictures would take too much memory if they were like picture i.
func (a *album) fit(i int) {
	p := a.images[i]
	memory := int64(len(a.sources)) * int64(len(p.bytes)+2*len(p.words))
	if a.opts.Colours == ColoursAlways && !a.traits[i].coloured {
		memory *= 3
	}
	if memory > a.opts.limit().Apart {
		a.apart.Store(true)
	}
}

// read reads picture i and reports whether it could.
func (a *album) read(i int) bool {
	if a.faults[i] = a.ctx.Err(); a.faults[i] == nil {
		a.faults[i] = a.readPicture(i)
	}
	if a.faults[i] != nil && !a.opts.SkipBad {
		a.lost.Store(true)
	}
	return a.faults[i] == nil
}

// readPicture reads a picture, unless it has the wrong size.
func (a *album) readPicture(i int) error {
	header, size, err := a.sources[i].header(a.memory)
	if err != nil {
		return err
	}
	original := Size{header.Height, header.Width}
	if a.size == (Size{}) {
		a.size = original
	}
	if a.opts.Size == (Size{}) && original != a.size {
		a.others[i] = original
		a.lost.Store(true)
		return nil
	}
	d := drawing{header, size, a.size, a.opts}
	var p pixels
	p, a.traits[i], err = d.decode(a.memory, func() bool { return !a.lost.Load() && !a.apart.Load() })
	if err != nil {
		return a.sources[i].fault(err)
	}
	if p.bytes == nil && p.words == nil {
		return nil
	}
	a.images[i] = picture{p, a.sources[i].path, a.traits[i].resized}
	if a.traits[i].coloured {
		a.fit(i) // the first one may have been grey
	}
	return nil
}

// drawing is a picture whose header was read, of size bytes in its file.
type drawing struct {
	*pictures.Header
	bytes int64
	size  Size // of the image
	opts  Options
}

// decode returns the pixels of the image, or none if wanted says so when the picture is decoded.
func (d drawing) decode(memory *budget, wanted func() bool) (p pixels, t traits, err error) {
	original := Size{d.Height, d.Width}
	fitting := d.opts.Fit.place(original, d.size)
	takes := d.bytes + d.Memory + fitting.memory()
	memory.take(takes)
	defer memory.give(takes)
	decoded, err := d.Decode(pictures.Color(d.opts.Background), d.opts.Colours == ColoursToGrey)
	if err != nil {
		return p, t, err
	}
	t = traits{original != d.size, fitting.reshaped, d.More, decoded.Transparent, decoded.Drawn, decoded.Coloured}
	if !wanted() {
		return p, t, nil
	}
	if original != d.size {
		margin := uint16(0) // black in the end
		if d.opts.Invert {
			margin = white
		}
		decoded = decoded.Scaled(d.size.Height, d.size.Width, fitting.to, fitting.from, margin)
	}
	p.bytes, p.words = decoded.Pixels()
	return p, t, nil
}

// header reads the file and returns its header and its size. The error is a *FormatError or the
// file system's.
func (s pictureSource) header(memory *budget) (h *pictures.Header, size int64, err error) {
	p, err := s.open()
	if err != nil {
		return nil, 0, err
	}
	defer p.Close() // nothing was written
	if most := min(maxPictureFile, pictures.MaxContent(p.onDisk)); p.size > most {
		return nil, 0, format.Expected(s.path, fmt.Sprintf("a picture of %d bytes at most", most), p.size)
	}
	claim := 2 * p.size // with garbage that is not collected yet
	memory.take(claim)
	defer memory.give(claim)
	var content bytes.Buffer
	_, err = io.CopyN(&content, p, 512)
	if err == nil && pictures.Is(content.Bytes()) {
		content.Grow(int(p.size) + bytes.MinRead) // no second copy
		_, err = content.ReadFrom(io.LimitReader(p, p.size))
	}
	if err != nil && err != io.EOF {
		return nil, 0, err
	}
	if h, err = pictures.Inspect(content.Bytes(), p.onDisk); err != nil {
		return nil, 0, s.fault(err)
	}
	return h, int64(content.Len()), nil
}

// fault returns the *FormatError of a fault of the picture.
func (s pictureSource) fault(err error) error {
	var fault *pictures.Fault
	if errors.As(err, &fault) {
		return format.Expected(s.path, fault.Expected, fault.Found)
	}
	return fmt.Errorf("read %s: %w", s.path, err)
}
