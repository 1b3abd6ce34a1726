// Package pictures reads pictures, in grey or in colour. It knows formats by content, not by file
// name, and bounds memory by a file's size on disk: it refuses headers that claim more before it
// decodes.
package pictures

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
)

// MaxPixels is the most pixels that a picture may have.
const MaxPixels = 1 << 26

// spare and perByte bound the memory that decoding a picture takes: spare bytes, and perByte for
// each byte of its file.
const (
	spare              = 64 << 20
	perByte            = 4
	perByteProgressive = 32 // a photograph of 24 million pixels takes 200 MB
)

// Bound returns the most bytes of memory for a file that takes onDisk bytes on disk.
func Bound(onDisk int64) int64 { return spare + perByte*onDisk }

// MaxContent returns the most bytes of a picture that takes onDisk bytes on disk, perhaps
// compressed. The rest of Bound is for decoding.
func MaxContent(onDisk int64) int64 { return spare/2 + perByte*onDisk }

func (h *Header) bound(onDisk int64) int64 {
	if h.progressive {
		return spare + perByteProgressive*onDisk
	}
	return Bound(onDisk)
}

// Fault describes why content cannot be read as a picture.
type Fault struct{ Expected, Found string }

func (f *Fault) Error() string { return "pictures: expected " + f.Expected + ", found " + f.Found }

// Header describes the picture in a file.
type Header struct {
	Format        string // such as PNG
	Height, Width int    // of the upright picture
	Memory        int64  // most bytes that decoding takes
	More          bool   // there are further frames or pages, which are skipped

	content     []byte
	decode      func(content []byte) (image.Image, error)
	canvas      image.Point // size before it is turned upright
	orientation int         // as in EXIF
	channels    int64       // that the picture may have: 1 or 3
	progressive bool        // JPEG, all of whose coefficients are held until the last scan
}

// Inspect reads the header of the picture in content, which takes onDisk bytes on disk. The error
// is a *Fault.
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
	h.Memory += h.channels * int64(w) * int64(tall) // the picture itself
	if most := h.bound(onDisk); h.Memory > most {
		return nil, &Fault{
			fmt.Sprintf("a picture that takes %s of memory at most, as a file of %s may", amount(most), amount(onDisk)),
			fmt.Sprintf("%s, which takes %s", h.size(), amount(h.Memory)),
		}
	}
	if h.Height, h.Width = tall, w; h.orientation > 4 {
		h.Height, h.Width = w, tall
	}
	return h, nil
}

// Decode returns the picture on a ground, by its luminance if it is to be grey. The error is a
// *Fault.
func (h *Header) Decode(ground Color, grey bool) (*Picture, error) {
	img, err := h.pixels()
	if err != nil {
		return nil, h.fault(fmt.Sprintf("a whole %s picture of %s", h.Format, h.size()), err)
	}
	return compose(img, h.canvas, ground, grey).turned(h.orientation), nil
}

// pixels calls the decoder of the format. Its panics are taken for errors of the content.
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

// config sets the size from what a decoder returned.
func (h *Header) config(c image.Config, err error) error {
	h.canvas, h.channels = image.Pt(c.Width, c.Height), 3
	if c.ColorModel == color.GrayModel || c.ColorModel == color.Gray16Model {
		h.channels = 1
	}
	return err
}

func (h *Header) reader() *bytes.Reader { return bytes.NewReader(h.content) }

// area returns the number of pixels, too many for a picture if it would overflow.
func (h *Header) area() int64 {
	if w, tall := int64(h.canvas.X), int64(h.canvas.Y); w < 1<<31 && tall < 1<<31 {
		return min(w*tall, 1<<40)
	}
	return 1 << 40
}

func amount(n int64) string {
	switch {
	case n < 1e3:
		return fmt.Sprintf("%d bytes", n)
	case n < 1e6:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}
