package data

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"

	"vae/data/internal/format"
)

// pictureSource is a picture that has not been read: a file, or a member of an archive.
type pictureSource struct {
	path string // for errors, and as the file of the image
	open func() (openPicture, error)
}

// pictureSources are pictures that have not been read.
type pictureSources struct {
	names []string
	named func(name string) pictureSource
}

func (s pictureSources) len() int               { return len(s.names) }
func (s pictureSources) at(i int) pictureSource { return s.named(s.names[i]) }

// some returns those with the indices.
func (s pictureSources) some(indices []int) pictureSources {
	return pictureSources{gather(s.names, indices), s.named}
}

// aloneOf returns a picture that is not one of several.
func aloneOf(s pictureSource) pictureSources {
	return pictureSources{[]string{s.path}, func(string) pictureSource { return s }}
}

// openPicture is the content of a picture, of size bytes.
type openPicture struct {
	io.ReadCloser
	size     int64
	onDisk   int64 // less than size if it is compressed
	modified int64 // when the file was written to, in nanoseconds since 1970; 0: it cannot change
}

// fileSource returns the picture in the file at path.
func fileSource(path string) pictureSource {
	return pictureSource{path, func() (p openPicture, err error) {
		f, err := format.OpenShared(path)
		if err != nil {
			return p, err
		}
		return openPicture{f, f.Size(), f.Size(), f.Modified().UnixNano()}, nil
	}}
}

// memberSource returns the picture in a member of an archive of archiveSize bytes.
func memberSource(path string, m *zip.File, archiveSize int64) pictureSource {
	return pictureSource{path, func() (p openPicture, err error) {
		if m.Flags&1 != 0 {
			return p, format.Expected(path, "a member without a password", "an encrypted one")
		}
		content, err := m.Open()
		if errors.Is(err, zip.ErrAlgorithm) {
			return p, format.Expected(path, "a member that is stored or deflated",
				fmt.Sprintf("compression method %d", m.Method))
		}
		if err != nil {
			return p, format.Fault(path, -1, "a readable member", err)
		}
		size := int64(min(m.UncompressedSize64, math.MaxInt64-1))
		limited := io.LimitReader(content, size+1) // the checksum is verified at the end
		onDisk := int64(min(m.CompressedSize64, uint64(archiveSize)))
		return openPicture{member{content, path, limited}, size, onDisk, 0}, nil
	}}
}

// member is the open content of a member of an archive.
type member struct {
	io.Closer
	path    string
	content io.Reader
}

func (m member) Read(p []byte) (int, error) {
	n, err := m.content.Read(p)
	if err != nil && err != io.EOF {
		err = format.Fault(m.path, -1, "a whole member", err)
	}
	return n, err
}

// budget is memory that goroutines share. Together they take at most that much, except for one that
// needs more and is alone.
type budget struct {
	given       *sync.Cond
	taken, most int64
}

func newBudget(most int64) *budget { return &budget{given: sync.NewCond(&sync.Mutex{}), most: most} }

// take waits until n bytes are free and takes them.
func (b *budget) take(n int64) {
	b.given.L.Lock()
	defer b.given.L.Unlock()
	for b.taken > 0 && b.taken+n > b.most {
		b.given.Wait()
	}
	b.taken += n
}

// much is a number of bytes worth a garbage collection at once. Without it, the same amount could
// pile up again first.
const much = 16 << 20

// give gives back n bytes that were taken.
func (b *budget) give(n int64) {
	if n > much {
		runtime.GC()
	}
	b.given.L.Lock()
	defer b.given.L.Unlock()
	b.taken -= n
	b.given.Broadcast()
}
