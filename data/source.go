package data

import (
	"io"
	"runtime"
	"sync"

	"vae/data/internal/format"
)

// pictureSource is a picture that has not been read: a file, or a member of an archive.
type pictureSource struct {
	path string // for errors, and as the file of the image; a member of an archive follows in brackets

	// open may be called from several goroutines.
	open func() (openPicture, error)
}

// openPicture is the content of a picture, of size bytes.
type openPicture struct {
	io.ReadCloser
	size   int64
	onDisk int64 // bytes that it takes there: fewer than size if it is compressed
}

// fileSource returns the picture in the file at path.
func fileSource(path string) pictureSource {
	return pictureSource{path, func() (openPicture, error) {
		f, size, err := format.Open(path)
		return openPicture{f, size, size}, err
	}}
}

// fileSources returns the pictures in the files at paths.
func fileSources(paths []string) []pictureSource {
	sources := make([]pictureSource, len(paths))
	for i, path := range paths {
		sources[i] = fileSource(path)
	}
	return sources
}

// budget is memory that goroutines share. Together they take no more than there is, but for one
// that needs more and has nobody beside it.
type budget struct {
	lock  sync.Mutex
	given sync.Cond
	taken int64
	most  int64
}

func newBudget(most int64) *budget {
	b := &budget{most: most}
	b.given.L = &b.lock
	return b
}

// take waits until there are n bytes, and takes them.
func (b *budget) take(n int64) {
	b.lock.Lock()
	defer b.lock.Unlock()
	for b.taken > 0 && b.taken+n > b.most {
		b.given.Wait()
	}
	b.taken += n
}

// much is how many bytes are collected as soon as they are given back: the collector alone would
// let as many again pile up beside them.
const much = 16 << 20

// give gives n bytes back that were taken.
func (b *budget) give(n int64) {
	if n > much {
		runtime.GC()
	}
	b.lock.Lock()
	defer b.lock.Unlock()
	b.taken -= n
	b.given.Broadcast()
}
