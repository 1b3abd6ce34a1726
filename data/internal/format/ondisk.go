package format

import (
	"io"
	"io/fs"
	"os"
	"slices"
)

// Shared is an open file that several read from: it is closed when it is not used any more.
type Shared struct {
	*os.File
	info fs.FileInfo // when it was opened
	kept bool        // after it is released
}

// OpenShared opens the file at path.
func OpenShared(path string) (*Shared, error) {
	f, _, err := Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close() // nothing was written
		return nil, err
	}
	return &Shared{File: f, info: info}, nil
}

// Size returns the size of the file in bytes when it was opened.
func (s *Shared) Size() int64 { return s.info.Size() }

// Keep leaves the file open when it is released, until nothing refers to it.
func (s *Shared) Keep() { s.kept = true }

// Release closes the file unless it is kept.
func (s *Shared) Release() {
	if !s.kept {
		s.Close() // nothing was written
	}
}

// unchanged reports whether the file has the size and the time that it had when it was opened.
func (s *Shared) unchanged() bool {
	now, err := s.Stat()
	return err == nil && now.Size() == s.info.Size() && now.ModTime().Equal(s.info.ModTime())
}

// Changed returns the error of a file whose content is not any more what it was.
func Changed(file string) *Error {
	return Expected(file, "a file that stays as it is while it is read", "one that has changed")
}

// onDisk is where an array, or what is read next, begins in a file.
type onDisk struct {
	*Shared
	offset int64
}

// keep returns the place that many bytes further on, in a file that stays open.
func (d *onDisk) keep(offset int64) *onDisk {
	d.Keep()
	return &onDisk{d.Shared, d.offset + offset}
}

// staysOnDisk reports whether an array stays on disk that would take that much memory: it can if its
// rows are there one after the other.
func (in *Input) staysOnDisk(h Header, memory int64) bool {
	return in.disk != nil && in.limit.Apart > 0 && memory > in.limit.Apart && !h.fortran
}

// Apart reports whether the elements stayed on disk.
func (a *Array) Apart() bool { return a.disk != nil }

// RowSize returns the number of bytes of a row in the file.
func (h Header) RowSize() int {
	n := h.size
	for _, d := range h.Shape[1:] {
		n *= d
	}
	return n
}

// skimBytes reads n elements of one byte and keeps none.
func (a *Array) skimBytes(in *Input, n int, what string) error {
	a.Bytes = []byte{}
	buf := make([]byte, min(n, chunk))
	for done := 0; done < n; {
		part := buf[:min(n-done, len(buf))]
		if err := in.fill(part, what); err != nil {
			return err
		}
		a.measureBytes(part)
		done += len(part)
	}
	return nil
}

// Rows are consecutive rows of an array that stayed on disk. The zero value has none.
type Rows struct {
	Array  // as if it held all rows: they are in the same slice, and have its Low, High and Whole
	onDisk []byte
}

// Read reads rows from, …, to−1 of a, and uses the memory of those before again. The error is an
// *Error if the file has changed since a was read.
func (r *Rows) Read(a *Array, from, to int) error {
	n := (to - from) * a.RowSize() / a.size // elements
	r.Header, r.Low, r.High, r.Whole = a.Header, a.Low, a.High, a.Whole
	r.Shape = append([]int{to - from}, a.Shape[1:]...)
	raw := &r.onDisk
	if a.isByte() {
		raw = &r.Bytes
	}
	*raw = slices.Grow((*raw)[:0], n*a.size)[:n*a.size]
	_, err := a.disk.ReadAt(*raw, a.disk.offset+int64(from)*int64(a.RowSize()))
	if err != nil && err != io.EOF {
		return Fault(a.File, -1, "whole rows", err)
	}
	same := err == nil && a.disk.unchanged()
	if a.isByte() {
		r.measureBytes(r.Bytes)
	} else {
		same = r.decode(a, n) && same
	}
	if !same || r.Low < a.Low || r.High > a.High {
		return Changed(a.File)
	}
	return nil
}

// decode decodes n elements into the slice that all of a would be in, and reports whether they fit.
func (r *Rows) decode(a *Array, n int) bool {
	r.Bytes, r.Words, r.Floats = r.Bytes[:0], r.Words[:0], r.Floats[:0]
	c := &collector{Array: &r.Array, n: n, use: Pixels, store: inFloats}
	switch {
	case a.Bytes != nil:
		c.store = inBytes
	case a.Words != nil:
		c.store = inWords
	}
	kept := c.store
	return c.add(r.onDisk) < 0 && c.store == kept
}
