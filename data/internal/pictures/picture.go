package pictures

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// Picture is a picture in memory.
type Picture struct {
	Height, Width int
	Channels      int     // 1 grey; 3 red, green and blue
	Coloured      bool    // it has colours, or had them before it was made grey
	Transparent   bool    // some pixels are not opaque
	Drawn         float64 // mean luminance of the opaque, from 0 to 1, if Transparent

	depth int    // bytes of a number: 1 or 2
	pix   []byte // row by row, channels last, big-endian
}

// sized returns a picture of that size, with the channels and the properties of p and no content.
func (p *Picture) sized(height, width int) *Picture {
	sized := *p
	sized.Height, sized.Width = height, width
	sized.pix = make([]byte, height*width*p.size())
	return &sized
}

// size returns the bytes of a pixel.
func (p *Picture) size() int { return p.Channels * p.depth }

// plane returns the picture of one channel.
func (p *Picture) plane(channel int) *Picture {
	if p.Channels == 1 {
		return p
	}
	plane := *p
	plane.Channels = 1
	plane.pix = make([]byte, p.Height*p.Width*p.depth)
	for i := range p.Height * p.Width {
		copy(plane.pix[i*p.depth:(i+1)*p.depth], p.pix[i*p.size()+channel*p.depth:])
	}
	return &plane
}

// narrowed returns the picture with 8 bits if all of its 16-bit numbers are v·257.
func (p *Picture) narrowed() *Picture {
	if p.depth == 1 {
		return p
	}
	for i := 0; i < len(p.pix); i += 2 {
		if p.pix[i] != p.pix[i+1] {
			return p
		}
	}
	narrow := *p
	narrow.depth, narrow.pix = 1, make([]byte, len(p.pix)/2)
	for i := range narrow.pix {
		narrow.pix[i] = p.pix[2*i]
	}
	return &narrow
}

// turned returns the picture turned upright from an EXIF orientation.
func (p *Picture) turned(orientation int) *Picture {
	if orientation == 1 {
		return p
	}
	transposed := orientation >= 5
	fromRight := orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
	fromBelow := orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7
	turned := p.sized(p.Height, p.Width)
	if transposed {
		turned.Height, turned.Width = p.Width, p.Height
	}
	at := turned.pix
	for y := range turned.Height {
		for x := range turned.Width {
			column, row := x, y
			if transposed {
				column, row = y, x
			}
			if fromRight {
				column = p.Width - 1 - column
			}
			if fromBelow {
				row = p.Height - 1 - row
			}
			i := (row*p.Width + column) * p.size()
			copy(at, p.pix[i:i+p.size()])
			at = at[p.size():]
		}
	}
	return turned
}

// Pixels returns the pixels row by row, channels last, as bytes n/255 or as words n/65535.
func (p *Picture) Pixels() (bytes []byte, words []uint16) {
	if p.depth == 1 {
		return p.pix, nil
	}
	words = make([]uint16, len(p.pix)/2)
	for i := range words {
		words[i] = uint16(p.pix[2*i])<<8 | uint16(p.pix[2*i+1])
	}
	return nil, words
}

// Scaled returns a picture of that size in which the part from of p fills the part to, and a grey
// from 0, black, to 65535, white, the rest.
func (p *Picture) Scaled(height, width int, to, from image.Rectangle, margin uint16) *Picture {
	scaled := p.sized(height, width)
	for channel := range p.Channels {
		plane := p.plane(channel).scaled(height, width, to, from, margin)
		for i := range height * width {
			copy(scaled.pix[i*p.size()+channel*p.depth:], plane.pix[i*p.depth:(i+1)*p.depth])
		}
	}
	return scaled
}

// scaled is Scaled for one channel.
func (p *Picture) scaled(height, width int, to, from image.Rectangle, margin uint16) *Picture {
	scaled := p.sized(height, width)
	if to != (image.Rect(0, 0, width, height)) {
		around := image.NewUniform(color.Gray16{Y: margin})
		draw.Draw(scaled.image(), image.Rect(0, 0, width, height), around, image.Point{}, draw.Src)
	}
	draw.CatmullRom.Scale(scaled.image(), to, p.image(), from, draw.Src, nil)
	return scaled
}

// image returns a picture of one channel.
func (p *Picture) image() draw.Image {
	whole := image.Rect(0, 0, p.Width, p.Height)
	if p.depth == 1 {
		return &image.Gray{Pix: p.pix, Stride: p.Width, Rect: whole}
	}
	return &image.Gray16{Pix: p.pix, Stride: 2 * p.Width, Rect: whole}
}
