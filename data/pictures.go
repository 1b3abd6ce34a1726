package data

import (
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
	size    Size // of all; open until the first picture is read

	images []picture
	traits []traits
	faults []error     // why a picture cannot be read
	others []Size      // of pictures that are not of the size that they must have
	lost   atomic.Bool // there will be no set: pixels need not be kept
}

// readPictures reads pictures as grey images of one size. kept are the places in sources of the
// images of the set: all, unless pictures that cannot be read are passed over. The error is a
// *PicturesError if some of several cannot be read and are not passed over. There is a source at
// least.
func (r *reader) readPictures(sources []pictureSource) (set *Set, kept []int, err error) {
	a := &album{
		reader: r, sources: sources, memory: newBudget(pictures.Bound(0)), size: r.opts.Size,
		images: make([]picture, len(sources)), traits: make([]traits, len(sources)),
		faults: make([]error, len(sources)), others: make([]Size, len(sources)),
	}
	next := a.readFirst()
	if err := a.checkLimit(next - 1); err != nil {
		return nil, nil, err
	}
	kernel.Parallel(len(sources)-next, func(i int) { a.read(next + i) })
	if err := r.ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("read pictures of %s: %w", r.name, err)
	}
	if kept, err = a.kept(); err != nil {
		return nil, nil, err
	}
	set = &Set{Name: r.name, shape: raster.Grey(a.size.Height, a.size.Width), images: gather(a.images, kept)}
	a.tell(set, kept)
	return set, kept, nil
}

// readFirst reads pictures until one can be read, which decides on the size if that is open, and
// returns how many there were.
func (a *album) readFirst() int {
	for i := range a.sources {
		if a.read(i) {
			return i + 1
		}
		a.size = a.opts.Size
	}
	return len(a.sources)
}

// kept returns the places of the pictures that were read, or why the set cannot be.
func (a *album) kept() ([]int, error) {
	var kept []int
	var faults []error
	for i, fault := range a.faults {
		if fault == nil {
			kept = append(kept, i)
		} else {
			faults = append(faults, fault)
		}
	}
	switch {
	case len(a.sources) == 1 && len(faults) == 1:
		return nil, faults[0]
	case len(faults) > 0 && (!a.opts.SkipBad || len(kept) == 0):
		return nil, &PicturesError{a.name, len(a.sources), faults}
	}
	sizes := map[Size]int{}
	for _, i := range kept {
		sizes[cmp.Or(a.others[i], a.size)]++
	}
	if len(sizes) > 1 {
		return nil, sizesError(a.name, sizes)
	}
	return kept, nil
}

// checkLimit returns a *FormatError if a set of pictures such as i takes too much memory.
func (a *album) checkLimit(i int) error {
	p := a.images[i]
	memory := int64(len(a.sources)) * int64(len(p.bytes)+2*len(p.words))
	return a.opts.limit().Allow(a.name, memory, fmt.Sprintf("%d pictures of %v", len(a.sources), a.size))
}

// read reads picture i, and reports whether it could.
func (a *album) read(i int) bool {
	if a.faults[i] = a.ctx.Err(); a.faults[i] == nil {
		a.faults[i] = a.readPicture(i)
	}
	if a.faults[i] != nil && !a.opts.SkipBad {
		a.lost.Store(true)
	}
	return a.faults[i] == nil
}

// readPicture reads a picture, unless its size shows that it cannot be one of the set.
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
	grey, err := header.Decode(uint16(a.opts.Background))
	if err != nil {
		return a.sources[i].fault(err)
	}
	a.traits[i] = traits{fitting.reshaped, header.More, grey.Transparent, grey.Drawn}
	if a.lost.Load() {
		return nil
	}
	if original != a.size {
		grey = grey.Scaled(a.size.Height, a.size.Width, fitting.to, fitting.from, a.ground())
	}
	p := &a.images[i]
	p.bytes, p.words = grey.Pixels()
	p.file, p.resized = a.sources[i].path, original != a.size
	return nil
}

// ground returns the luminance of what stands beside a padded picture: black in the end.
func (a *album) ground() uint16 {
	if a.opts.Invert {
		return 1<<16 - 1
	}
	return 0
}

// header reads the file, and returns what its header says and the bytes of memory that it takes.
// The error is a *FormatError or the file system's.
func (s pictureSource) header(memory *budget) (h *pictures.Header, size int64, err error) {
	p, err := s.open()
	if err != nil {
		return nil, 0, err
	}
	defer p.Close() // nothing was written
	if most := min(maxPictureFile, pictures.MaxContent(p.onDisk)); p.size > most {
		return nil, 0, format.Expected(s.path, -1, fmt.Sprintf("a picture of %d bytes at most", most), fmt.Sprint(p.size))
	}
	claim := 2 * p.size // with what the collector has not seen yet
	memory.take(claim)
	defer memory.give(claim)
	head := make([]byte, 512)
	n, err := io.ReadFull(p, head)
	if head = head[:n]; err == nil && pictures.Is(head) {
		head, err = p.rest(head)
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
	case errors.As(err, new(*FormatError)):
		return nil, 0, err
	case err != nil:
		return nil, 0, err
	}
	h, err = pictures.Inspect(head, p.onDisk)
	if err != nil {
		return nil, 0, s.fault(err)
	}
	return h, int64(len(head)), nil
}

// rest reads what follows the head. The error is io.EOF or that of reading.
func (p openPicture) rest(head []byte) ([]byte, error) {
	content := slices.Grow(head, int(p.size)) // there is room left over, in which to meet the end
	for len(content) < cap(content) {
		n, err := p.Read(content[len(content):cap(content)])
		if content = content[:len(content)+n]; err != nil {
			return content, err
		}
	}
	return content, io.EOF // a file that has grown since it was opened
}

// fault makes a *FormatError of a fault of the picture.
func (s pictureSource) fault(err error) error {
	var fault *pictures.Fault
	if errors.As(err, &fault) {
		return format.Expected(s.path, -1, fault.Expected, fault.Found)
	}
	return fmt.Errorf("read %s: %w", s.path, err)
}
