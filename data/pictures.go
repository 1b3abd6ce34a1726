package data

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"

	"vae/data/internal/pictures"
	"vae/internal/kernel"
	"vae/internal/raster"
)

// album is a set of pictures that is being read. Its lists have an element for each source.
type album struct {
	*reader
	sources pictureSources
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
func (r *reader) readPictures(sources pictureSources) (set *Set, kept []int, err error) {
	a := &album{
		reader: r, sources: sources, memory: newBudget(pictures.Bound(0)), size: r.opts.Size,
		images: make(inMemory, sources.len()), traits: make([]traits, sources.len()),
		faults: make([]error, sources.len()), others: make([]Size, sources.len()),
	}
	next := a.readFirst()
	if a.fit(next - 1); a.apart.Load() {
		a.images = nil
	}
	kernel.Parallel(sources.len()-next, func(i int) { a.read(next + i) })
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
	if a.apart.Load() || a.memoryIn(shape) > a.opts.limit().Apart {
		return setOf(a.name, shape, a.inPictures(shape, kept), nil)
	}
	images := inMemory(gather(a.images, kept))
	for i := range images {
		images[i].pixels = images[i].in(shape)
	}
	return setOf(a.name, shape, images, nil)
}

// memoryIn returns the bytes of the pixels of images of that shape.
func (a *album) memoryIn(shape Shape) (memory int64) {
	for _, p := range a.images {
		if memory += int64(shape.Size()); p.words != nil {
			memory += int64(shape.Size())
		}
	}
	return memory
}

// gather returns from[indices[0]], from[indices[1]], …
func gather[T any](from []T, indices []int) []T {
	return converted(indices, func(k int) T { return from[k] })
}

// readFirst reads pictures until one can be read, which sets the size if that is open, and returns
// how many there were.
func (a *album) readFirst() int {
	for i := range a.sources.len() {
		if a.read(i) {
			return i + 1
		}
		a.size = a.opts.Size
	}
	return a.sources.len()
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
	case a.sources.len() == 1 && len(faults) == 1:
		return nil, faults[0]
	case len(faults) > 0 && (!a.opts.SkipBad || len(kept) == 0):
		return nil, &PicturesError{a.name, a.sources.len(), faults}
	case len(sizes) > 1:
		return nil, sizesError(a.name, sizes)
	}
	return kept, nil
}

// fit sets apart if all pictures would take too much memory if they were like picture i.
func (a *album) fit(i int) {
	p := a.images[i]
	memory := int64(a.sources.len()) * int64(len(p.bytes)+2*len(p.words))
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
	source := a.sources.at(i)
	d, err := source.inspect(a.memory)
	if err != nil {
		return err
	}
	original := Size{d.Height, d.Width}
	if a.size == (Size{}) {
		a.size = original
	}
	if a.opts.Size == (Size{}) && original != a.size {
		a.others[i] = original
		a.lost.Store(true)
		return nil
	}
	wanted := func() bool { return !a.lost.Load() && !a.apart.Load() }
	p, t, err := d.decode(a.size, a.opts, a.memory, wanted)
	if err != nil {
		return source.fault(err)
	}
	a.traits[i] = t
	if p.bytes != nil || p.words != nil {
		a.images[i] = picture{p, source.path, t.resized}
		a.fit(i) // the first one may have been grey
	}
	return nil
}
