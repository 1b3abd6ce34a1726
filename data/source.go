package data

import (
	"io"

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
