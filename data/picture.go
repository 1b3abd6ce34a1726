package data

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
	"vae/internal/fault"
)

// ReadPicture returns the picture in content, the bytes of a file, as Open reads it from a file: a
// set of one image. name stands for the file. The error is a *FormatError if content is no picture
// that can be read.
func ReadPicture(ctx context.Context, name string, content []byte, opts Options) (_ *Set, err error) {
	defer fault.Mark("data", &err)
	return readContent(ctx, name, opts, func(r *reader) (parts, error) { return r.pictureIn(content) })
}

// ReadImages returns the images in content, the bytes of a picture or of a .npy file, as Open reads
// them from a file, and what should be known about them. name stands for the file. The error is a
// *FormatError if there are none that can be read, or an *OptionError if they are of another size.
func ReadImages(ctx context.Context, name string, content []byte, opts Options) (_ *Set, notices []Notice, err error) {
	defer fault.Mark("data", &err)
	set, err := readContent(ctx, name, opts, func(r *reader) (found parts, err error) {
		switch {
		case pictures.Is(content):
			found, err = r.pictureIn(content)
		case isNPY(content):
			found, err = r.readArrays(name, []stored{r.storedContent(name, content)})
		default:
			found := "nothing"
			if len(content) > 0 {
				found = fmt.Sprintf("% X", content[:min(8, len(content))])
			}
			return nil, format.Expected(name, "a picture or a .npy file", found)
		}
		notices = r.notices
		return found, err
	})
	return set, notices, err
}

// readContent returns the images that read finds.
func readContent(ctx context.Context, name string, opts Options, read func(*reader) (parts, error)) (*Set, error) {
	if err := opts.Size.check(); err != nil {
		return nil, err
	}
	r := newReader(ctx, opts)
	r.name = name
	found, err := read(r)
	if err != nil {
		return nil, err
	}
	r.orient(found)
	return found[trainName], nil
}

// pictureIn reads the picture in content.
func (r *reader) pictureIn(content []byte) (parts, error) {
	size := int64(len(content))
	source := pictureSource{r.name, func() (openPicture, error) {
		return openPicture{io.NopCloser(bytes.NewReader(content)), size, size, 0}, nil
	}}
	set, _, err := r.readPictures(aloneOf(source))
	return parts{trainName: set}, err
}

// isNPY reports whether a .npy file begins with head.
func isNPY(head []byte) bool { return bytes.HasPrefix(head, []byte(format.MagicNPY)) }

// storedContent returns the array in content, the bytes of a .npy file.
func (r *reader) storedContent(name string, content []byte) stored {
	open := func() (*format.Input, error) {
		return format.New(name, bytes.NewReader(content), int64(len(content)), r.opts.limit(), io.Discard)
	}
	s := stored{name: "images"}
	in, err := open()
	if err == nil {
		s.Header, err = in.Header()
	}
	s.err, s.File = err, name
	s.read = func(use format.Use) (*format.Array, error) {
		in, err := open()
		if err != nil {
			return nil, err
		}
		h, err := in.Header()
		if err != nil {
			return nil, err
		}
		return in.Array(h, use)
	}
	return s
}
