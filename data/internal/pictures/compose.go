package pictures

import "image"

// opaque is the highest opacity, and the value of white.
const opaque = 0xffff

// Color is a colour, each part from 0 to 65535.
type Color struct{ R, G, B uint16 }

// Luminance returns how bright a colour is, each from 0 to 65535 (ITU-R BT.601).
func Luminance(r, g, b uint32) uint32 { return (19595*r + 38470*g + 7471*b + 1<<15) >> 16 }

// compose puts a picture on a ground of the size of the canvas. The result has one channel if it
// has no colours or is to be grey, by its luminance, and 16 bits if the picture needs them.
func compose(img image.RGBA64Image, canvas image.Point, ground Color, grey bool) *Picture {
	c := composition{image: img, covered: img.Bounds().Intersect(image.Rectangle{Max: canvas}), ground: ground}
	p := &Picture{Height: canvas.Y, Width: canvas.X, Channels: 3, depth: 1}
	switch img := img.(type) {
	case *image.Gray:
		if c.covered == (image.Rectangle{Max: canvas}) {
			return ofGray(img)
		}
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		p.depth = 2
	}
	if grey {
		p.Channels = 1
	}
	p.pix = make([]byte, 0, canvas.X*canvas.Y*p.size())
	for i := range canvas.X * canvas.Y {
		p.add(c.at(i%canvas.X, i/canvas.X))
	}
	if p.Transparent = c.opacity < uint64(canvas.X*canvas.Y)*opaque; p.Transparent {
		p.Drawn = float64(c.luminance) / float64(max(1, c.opacity))
	}
	if !p.Coloured {
		p = p.plane(0)
	}
	return p.narrowed()
}

// ofGray returns a picture that is grey already. The pixels are not copied if there are no others
// in their slice.
func ofGray(img *image.Gray) *Picture {
	size := img.Rect.Size()
	p := &Picture{Height: size.Y, Width: size.X, Channels: 1, depth: 1, pix: img.Pix}
	if cap(img.Pix) == size.X*size.Y {
		return p
	}
	p.pix = make([]byte, 0, size.X*size.Y)
	for y := range size.Y {
		p.pix = append(p.pix, img.Pix[y*img.Stride:][:size.X]...)
	}
	return p
}

// add adds a pixel, from 0 to 65535.
func (p *Picture) add(r, g, b uint32) {
	if shift := 16 - 8*p.depth; r>>shift != g>>shift || g>>shift != b>>shift {
		p.Coloured = true
	}
	if p.Channels == 1 {
		p.addNumber(Luminance(r, g, b))
		return
	}
	p.addNumber(r)
	p.addNumber(g)
	p.addNumber(b)
}

func (p *Picture) addNumber(v uint32) {
	p.pix = append(p.pix, byte(v>>8))
	if p.depth == 2 {
		p.pix = append(p.pix, byte(v))
	}
}

// composition is a picture on a ground.
type composition struct {
	image   image.RGBA64Image
	covered image.Rectangle // by the picture
	ground  Color

	opacity, luminance uint64 // sums over the picture
}

// at returns a pixel of the picture over the ground.
func (c *composition) at(x, y int) (r, g, b uint32) {
	if !(image.Point{X: x, Y: y}).In(c.covered) {
		return uint32(c.ground.R), uint32(c.ground.G), uint32(c.ground.B)
	}
	p := c.image.RGBA64At(x, y) // premultiplied by its opacity
	r, g, b = uint32(p.R), uint32(p.G), uint32(p.B)
	c.opacity += uint64(p.A)
	c.luminance += uint64(Luminance(r, g, b))
	if p.A == opaque {
		return r, g, b
	}
	behind := func(ground uint16) uint32 { return (uint32(ground)*(opaque-uint32(p.A)) + opaque/2) / opaque }
	return r + behind(c.ground.R), g + behind(c.ground.G), b + behind(c.ground.B)
}
