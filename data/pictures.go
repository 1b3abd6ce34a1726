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

	images []picture
	traits []traits
	faults []error     // why a picture cannot be read
	others []Size      // the sizes of pictures that should have another
	lost   atomic.Bool // there will be no set: pixels need not be kept

	tooMany atomic.Pointer[error] // for the memory
}

// readPictures reads one or more pictures as images of one size. kept are the indices of the
// sources whose images are in the set: all, unless pictures that cannot be read are skipped. The
// error is a *PicturesError if some of several cannot be read and are not skipped.
func (r *reader) readPictures(sources []pictureSource) (set *Set, kept []int, err error) {
	a := &album{
		reader: r, sources: sources, memory: newBudget(pictures.Bound(0)), size: r.opts.Size,
		images: make([]picture, len(sources)), traits: make([]traits, len(sources)),
		faults: make([]error, len(sources)), others: make([]Size, len(sources)),
	}
	next := a.readFirst()
	if a.checkLimit(next - 1); a.tooMany.Load() != nil {
		return nil, nil, *a.tooMany.Load()
	}
	kernel.Parallel(len(sources)-next, func(i int) { a.read(next + i) })
	if err := a.tooMany.Load(); err != nil {
		return nil, nil, *err
	}
	if err := r.ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read pictures of %s: %w", r.name, err)
	}
	if kept, err = a.kept(); err != nil {
		return nil, nil, err
	}
	set = &Set{Name: r.name, shape: raster.Grey(a.size.Height, a.size.Width), images: gather(a.images, kept)}
	if err := a.colour(set); err != nil {
		return nil, nil, err
	}
	a.tellTraits(set, kept)
	return set, kept, nil
}

// colour gives all images three channels, if they are to have them. The error is that of the limit.
func (a *album) colour(set *Set) error {
	grey := set.shape.Size()
	coloured := slices.ContainsFunc(set.images, func(p picture) bool { return len(p.bytes)+len(p.words) > grey })
	set.shape.C = a.opts.Colours.channels(coloured)
	if set.shape.C == 1 {
		return nil
	}
	var memory int64
	for _, p := range set.images {
		if memory += int64(set.shape.Size()); p.words != nil {
			memory += int64(set.shape.Size())
		}
	}
	if err := a.allow(memory); err != nil {
		return err
	}
	for i := range set.images {
		if p := &set.images[i]; len(p.bytes)+len(p.words) == grey {
			p.bytes, p.words = tripled(p.bytes), tripled(p.words)
		}
	}
	return nil
}

// allow returns an error if the pixels may not take that many bytes of memory.
func (a *album) allow(memory int64) error {
	return a.opts.limit().Allow(a.name, memory, fmt.Sprintf("%d pictures of %v", len(a.sources), a.size))
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

// checkLimit sets tooMany if a set of pictures like i would take too much memory.
func (a *album) checkLimit(i int) {
	p := a.images[i]
	memory := int64(len(a.sources)) * int64(len(p.bytes)+2*len(p.words))
	if a.opts.Colours == ColoursAlways && !a.traits[i].coloured {
		memory *= 3
	}
	if err := a.allow(memory); err != nil {
		a.tooMany.Store(&err)
		a.lost.Store(true)
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
	fitting := a.opts.Fit.place(original, a.size)
	memory := size + header.Memory + fitting.memory()
	a.memory.take(memory)
	defer a.memory.give(memory)
	decoded, err := header.Decode(pictures.Color(a.opts.Background), a.opts.Colours == ColoursToGrey)
	if err != nil {
		return a.sources[i].fault(err)
	}
	a.traits[i] = traits{fitting.reshaped, header.More, decoded.Transparent, decoded.Drawn, decoded.Coloured}
	if a.lost.Load() {
		return nil
	}
	if original != a.size {
		margin := uint16(0) // black in the end
		if a.opts.Invert {
			margin = white
		}
		decoded = decoded.Scaled(a.size.Height, a.size.Width, fitting.to, fitting.from, margin)
	}
	p := &a.images[i]
	p.bytes, p.words = decoded.Pixels()
	p.file, p.resized = a.sources[i].path, original != a.size
	if decoded.Channels > 1 {
		a.checkLimit(i) // the first one may have been grey
	}
	return nil
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
