package pictures

import (
	"image"

	"golang.org/x/image/draw"
)

// Scaled returns a picture of the given size in which the part from of g fills the part to, and
// ground the rest.
func (g *Grey) Scaled(height, width int, to, from image.Rectangle, ground uint16) *Grey {
	scaled := newGrey(height, width, g.depth)
	scaled.Transparent, scaled.Drawn = g.Transparent, g.Drawn
	if to != (image.Rect(0, 0, width, height)) {
		scaled.fill(ground)
	}
	draw.CatmullRom.Scale(scaled.image(), to, g.image(), from, draw.Src, nil)
	return scaled
}

// image returns a view of the picture.
func (g *Grey) image() draw.Image {
	whole := image.Rect(0, 0, g.Width, g.Height)
	if g.depth == 1 {
		return &image.Gray{Pix: g.pix, Stride: g.Width, Rect: whole}
	}
	return &image.Gray16{Pix: g.pix, Stride: 2 * g.Width, Rect: whole}
}

// fill gives all pixels one luminance.
func (g *Grey) fill(ground uint16) {
	for i := range g.pix {
		if g.depth == 1 || i%2 == 0 {
			g.pix[i] = byte(ground >> 8)
		} else {
			g.pix[i] = byte(ground)
		}
	}
}
