// Package pictures reads pictures as grey images. Formats are told by content, whatever a file is
// called, and memory is bounded by what a file takes on disk: what a header claims is held against
// that before anything is decoded.
package pictures

import (
	"bytes"
	"fmt"
	"image"
)

// MaxPixels is the most pixels that a picture may have.
const MaxPixels = 1 << 26

// spare and perByte bound the memory that decoding a picture takes: spare bytes, and perByte for
// each byte of its file.
const (
	spare   = 64 << 20
	perByte = 4

	perByteProgressive = 32 // a photograph of 24 million pixels takes 200 MB on its way
)

// Bound returns the bytes of memory that may be spent on a file of which onDisk bytes are on disk.
func Bound(onDisk int64) int64 { return spare + perByte*onDisk }

// MaxContent returns the most bytes that a picture may have of which onDisk bytes are on disk, more
// if it is compressed there: what is left is for reading it.
func MaxContent(onDisk int64) int64 { return spare/2 + perByte*onDisk }

func (h *Header) bound(onDisk int64) int64 {
	if h.progressive {
		return spare + perByteProgressive*onDisk
	}
	return Bound(onDisk)
}

// Fault says why content is not a picture that can be read.
type Fault struct{ Expected, Found string }

func (f *Fault) Error() string { return "pictures: expected " + f.Expected + ", found " + f.Found }

// Header says what a file of a picture claims to hold.
type Header struct {
	Format        string // such as PNG
	Height, Width int    // of the picture as it is to be seen, turned if its file says so
	Memory        int64  // bytes that decoding takes at most
	More          bool   // it has further frames or pages, which are passed over

	content     []byte
	decode      func(content []byte) (image.Image, error)
	canvas      image.Point // size before it is turned
	orientation int         // as in EXIF
	progressive bool        // JPEG, whose coefficients are all held until the last scan
}

// Inspect reads the header of the picture in content, of which onDisk bytes are on disk: all, or
// fewer if they are compressed. The error is a *Fault.
func Inspect(content []byte, onDisk int64) (*Header, error) {
	f, err := formatOf(content)
	if err != nil {
		return nil, err
	}
	h := &Header{Format: f.name, content: content, decode: f.decode, orientation: 1}
	if err := f.inspect(h); err != nil {
		return nil, h.fault("a whole "+f.name+" picture", err)
	}
	w, tall := h.canvas.X, h.canvas.Y
	if w < 1 || tall < 1 || tall > MaxPixels/w {
		return nil, &Fault{fmt.Sprintf("a picture of 1 to %d pixels", MaxPixels), h.size()}
	}
	h.Memory += int64(w) * int64(tall) // the grey image
	if most := h.bound(onDisk); h.Memory > most {
		return nil, &Fault{fmt.Sprintf("a picture that takes %s of memory at most, as a file of %s may", amount(most), amount(onDisk)),
			fmt.Sprintf("%s, which takes %s", h.size(), amount(h.Memory))}
	}
	if h.Height, h.Width = tall, w; h.orientation > 4 {
		h.Height, h.Width = w, tall
	}
	return h, nil
}

// Decode returns the picture in grey. Where it is transparent, ground is seen, 0 for black to 65535
// for white. The error is a *Fault.
func (h *Header) Decode(ground uint16) (*Grey, error) {
	img, err := h.pixels()
	if err != nil {
		return nil, h.fault(fmt.Sprintf("a whole %s picture of %s", h.Format, h.size()), err)
	}
	return toGrey(img, h.canvas, ground).turned(h.orientation), nil
}

// pixels calls the decoder of the format. A decoder that panics has met content that nobody thought
// of, which is no fault of this program's.
func (h *Header) pixels() (img image.RGBA64Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("content that cannot be decoded: %v", r)
		}
	}()
	decoded, err := h.decode(h.content)
	if err != nil {
		return nil, err
	}
	img, ok := decoded.(image.RGBA64Image)
	if !ok {
		return nil, fmt.Errorf("pixels of the unknown kind %T", decoded)
	}
	return img, nil
}

func (h *Header) size() string { return fmt.Sprintf("%d×%d", h.canvas.Y, h.canvas.X) }

// config takes the size of the picture from what a decoder read of it.
func (h *Header) config(c image.Config, err error) error {
	h.canvas = image.Pt(c.Width, c.Height)
	return err
}

func (h *Header) reader() *bytes.Reader { return bytes.NewReader(h.content) }

// area returns the number of pixels, which is too many for a picture rather than wrong if it would
// overflow.
func (h *Header) area() int64 {
	if w, tall := int64(h.canvas.X), int64(h.canvas.Y); w < 1<<31 && tall < 1<<31 {
		return min(w*tall, 1<<40)
	}
	return 1 << 40
}

// amount writes a number of bytes.
func amount(n int64) string {
	switch {
	case n < 1e3:
		return fmt.Sprintf("%d bytes", n)
	case n < 1e6:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}
