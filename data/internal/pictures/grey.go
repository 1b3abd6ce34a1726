package pictures

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// opaque is the highest opacity, and the luminance of white.
const opaque = 0xffff

// Grey is a picture in grey.
type Grey struct {
	Height, Width int
	Transparent   bool    // some pixels are not opaque
	Drawn         float64 // mean luminance of the opaque, from 0 to 1, if Transparent

	depth int    // bytes of a pixel: 1 or 2
	pix   []byte // row by row, big-endian
}

// toGrey converts a picture by its luminance (ITU-R BT.601), on a ground of the size of the canvas.
// The result has 16 bits if the picture needs them.
func toGrey(img image.RGBA64Image, canvas image.Point, ground uint16) *Grey {
	covered := img.Bounds().Intersect(image.Rectangle{Max: canvas})
	depth := 1
	switch img := img.(type) {
	case *image.Gray:
		if covered == (image.Rectangle{Max: canvas}) {
			return ofGray(img)
		}
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		depth = 2
	}
	g := newGrey(canvas.Y, canvas.X, depth)
	c := composition{image: img, covered: covered, ground: uint32(ground)}
	for y := range g.Height {
		c.row(g.row(y), y, g.depth)
	}
	if g.Transparent = c.opacity < uint64(len(g.pix)/g.depth)*opaque; g.Transparent {
		g.Drawn = float64(c.luminance) / float64(max(1, c.opacity))
	}
	return g.narrowed()
}

func newGrey(height, width, depth int) *Grey {
	return &Grey{Height: height, Width: width, depth: depth, pix: make([]byte, height*width*depth)}
}

func (g *Grey) row(y int) []byte { return g.pix[y*g.Width*g.depth : (y+1)*g.Width*g.depth] }

// ofGray returns a picture that is grey already. The pixels are not copied if there are no others
// in their slice.
func ofGray(img *image.Gray) *Grey {
	size := img.Rect.Size()
	if cap(img.Pix) == size.X*size.Y {
		return &Grey{Height: size.Y, Width: size.X, depth: 1, pix: img.Pix}
	}
	g := newGrey(size.Y, size.X, 1)
	for y := range size.Y {
		copy(g.row(y), img.Pix[y*img.Stride:])
	}
	return g
}

// composition is a picture on a ground.
type composition struct {
	image   image.RGBA64Image
	covered image.Rectangle // by the picture
	ground  uint32          // luminance

	opacity, luminance uint64 // sums over the picture
}

// row writes the luminance of row y, in depth bytes for each pixel.
func (c *composition) row(dst []byte, y, depth int) {
	for x := range len(dst) / depth {
		v := c.ground
		if (image.Point{X: x, Y: y}).In(c.covered) {
			v = c.at(x, y)
		}
		dst[x*depth] = byte(v >> 8)
		if depth == 2 {
			dst[x*depth+1] = byte(v)
		}
	}
}

// at returns the luminance of a pixel of the picture over the ground.
func (c *composition) at(x, y int) uint32 {
	p := c.image.RGBA64At(x, y) // premultiplied by its opacity
	v := (19595*uint32(p.R) + 38470*uint32(p.G) + 7471*uint32(p.B) + 1<<15) >> 16
	c.opacity += uint64(p.A)
	c.luminance += uint64(v)
	if p.A == opaque {
		return v
	}
	return v + (c.ground*(opaque-uint32(p.A))+opaque/2)/opaque
}

// narrowed returns the picture with 8 bits if all of its 16-bit pixels are v·257.
func (g *Grey) narrowed() *Grey {
	if g.depth == 1 {
		return g
	}
	for i := 0; i < len(g.pix); i += 2 {
		if g.pix[i] != g.pix[i+1] {
			return g
		}
	}
	narrow := *g
	narrow.depth, narrow.pix = 1, make([]byte, len(g.pix)/2)
	for i := range narrow.pix {
		narrow.pix[i] = g.pix[2*i]
	}
	return &narrow
}

// turned returns the picture turned upright from an EXIF orientation.
func (g *Grey) turned(orientation int) *Grey {
	if orientation == 1 {
		return g
	}
	transposed := orientation >= 5
	fromRight := orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
	fromBelow := orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7
	turned := *g
	turned.pix = make([]byte, len(g.pix))
	if transposed {
		turned.Height, turned.Width = g.Width, g.Height
	}
	at := turned.pix
	for y := range turned.Height {
		for x := range turned.Width {
			column, row := x, y
			if transposed {
				column, row = y, x
			}
			if fromRight {
				column = g.Width - 1 - column
			}
			if fromBelow {
				row = g.Height - 1 - row
			}
			i := (row*g.Width + column) * g.depth
			copy(at, g.pix[i:i+g.depth])
			at = at[g.depth:]
		}
	}
	return &turned
}

// Pixels returns the pixels row by row, as bytes n/255 or as words n/65535.
func (g *Grey) Pixels() (bytes []byte, words []uint16) {
	if g.depth == 1 {
		return g.pix, nil
	}
	words = make([]uint16, len(g.pix)/2)
	for i := range words {
		words[i] = uint16(g.pix[2*i])<<8 | uint16(g.pix[2*i+1])
	}
	return nil, words
}

// Scaled returns a picture of that size in which the part from of g fills the part to, and ground
// the rest.
func (g *Grey) Scaled(height, width int, to, from image.Rectangle, ground uint16) *Grey {
	scaled := newGrey(height, width, g.depth)
	scaled.Transparent, scaled.Drawn = g.Transparent, g.Drawn
	if to != (image.Rect(0, 0, width, height)) {
		margin := image.NewUniform(color.Gray16{Y: ground})
		draw.Draw(scaled.image(), image.Rect(0, 0, width, height), margin, image.Point{}, draw.Src)
	}
	draw.CatmullRom.Scale(scaled.image(), to, g.image(), from, draw.Src, nil)
	return scaled
}

func (g *Grey) image() draw.Image {
	whole := image.Rect(0, 0, g.Width, g.Height)
	if g.depth == 1 {
		return &image.Gray{Pix: g.pix, Stride: g.Width, Rect: whole}
	}
	return &image.Gray16{Pix: g.pix, Stride: 2 * g.Width, Rect: whole}
}
