package data

import (
	"bytes"
	"context"
	"io"

	"vae/internal/fault"
)

// ReadPicture returns the picture in content, the bytes of a file, as Open reads it from a file: a
// set of one image. name stands for the file. The error is a *FormatError if content is no picture
// that can be read.
func ReadPicture(ctx context.Context, name string, content []byte, opts Options) (_ *Set, err error) {
	defer fault.Mark("data", &err)
	if err := opts.Size.check(); err != nil {
		return nil, err
	}
	size := int64(len(content))
	source := pictureSource{name, func() (openPicture, error) {
		return openPicture{io.NopCloser(bytes.NewReader(content)), size, size}, nil
	}}
	r := newReader(ctx, opts)
	r.name = name
	set, _, err := r.readPictures([]pictureSource{source})
	if err != nil {
		return nil, err
	}
	r.orient(parts{trainName: set})
	return set, nil
}
