package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
)

// maxPictureFile is the most bytes that the file of a picture may have.
const maxPictureFile = 1 << 28

// inspected is a picture whose file was read but not decoded.
type inspected struct {
	*pictures.Header
	bytes    int64 // of the file
	modified int64 // as of openPicture
}

// inspect reads the file and the header in it. The error is a *FormatError or the file system's.
func (s pictureSource) inspect(memory *budget) (i inspected, err error) {
	p, err := s.open()
	if err != nil {
		return i, err
	}
	defer p.Close() // nothing was written
	if most := min(maxPictureFile, pictures.MaxContent(p.onDisk)); p.size > most {
		return i, format.Expected(s.path, fmt.Sprintf("a picture of %d bytes at most", most), p.size)
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
		return i, err
	}
	h, err := pictures.Inspect(content.Bytes(), p.onDisk)
	if err != nil {
		return i, s.fault(err)
	}
	return inspected{h, int64(content.Len()), p.modified}, nil
}

// fault returns the *FormatError of a fault of the picture.
func (s pictureSource) fault(err error) error {
	var fault *pictures.Fault
	if errors.As(err, &fault) {
		return format.Expected(s.path, fault.Expected, fault.Found)
	}
	return fmt.Errorf("read %s: %w", s.path, err)
}

// decode returns the pixels in an image of that size, or none unless they are wanted once the
// picture is decoded.
func (i inspected) decode(size Size, o Options, memory *budget, wanted func() bool) (p pixels, t traits, err error) {
	original := Size{i.Height, i.Width}
	fitting := o.Fit.place(original, size)
	takes := i.bytes + i.Memory + fitting.memory()
	memory.take(takes)
	defer memory.give(takes)
	decoded, err := i.Decode(pictures.Color(o.Background), o.Colours == ColoursToGrey)
	if err != nil {
		return p, t, err
	}
	t = traits{
		resized: original != size, reshaped: fitting.reshaped, more: i.More, modified: i.modified,
		transparent: decoded.Transparent, drawn: decoded.Drawn, coloured: decoded.Coloured,
	}
	if !wanted() {
		return p, t, nil
	}
	if original != size {
		margin := uint16(0) // black in the end
		if o.Invert {
			margin = white
		}
		decoded = decoded.Scaled(size.Height, size.Width, fitting.to, fitting.from, margin)
	}
	p.bytes, p.words = decoded.Pixels()
	return p, t, nil
}
