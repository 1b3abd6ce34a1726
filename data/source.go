package data

import (
	"io"

	"vae/data/internal/format"
)

// pictureSource is a picture that has not been read: a file, or a member of an archive.
type pictureSource struct {
	path string // for errors, and as the file of the image; a member of an archive follows in brackets

	// open returns the content and the bytes that it takes on disk, which for a compressed member
	// are fewer. It may be called from several goroutines.
	open func() (content io.ReadCloser, size int64, err error)
}

// fileSource returns the picture in the file at path.
func fileSource(path string) pictureSource {
	return pictureSource{path, func() (io.ReadCloser, int64, error) {
		return format.Open(path)
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
