// Package plot draws areas, lines, labels and images on a picture, which is written as PNG or SVG.
//
// Places are in pixels from the upper left corner, y downwards. The same calls give the same bytes,
// and both forms look the same: letters are outlines in both, so that no viewer needs the font.
package plot

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
)

// Point is a place on a picture.
type Point struct{ X, Y float64 }

// Canvas is a picture that is drawn on.
type Canvas struct {
	size   image.Point
	shapes []shape
}

// shape is something drawn, which both forms of a picture can show.
type shape interface {
	paint(p *painter)
	write(m *markup)
}

// New returns a white picture.
func New(width, height int) *Canvas { return &Canvas{size: image.Pt(width, height)} }

// Bounds returns the picture's pixels.
func (c *Canvas) Bounds() image.Rectangle { return image.Rectangle{Max: c.size} }

func (c *Canvas) add(s shape) { c.shapes = append(c.shapes, s) }

// Fill paints the inside of closed contours. A contour that runs the other way round is a hole.
func (c *Canvas) Fill(ink color.Color, contours ...[]Point) { c.add(area{ink, contours}) }

// Box paints a rectangle.
func (c *Canvas) Box(ink color.Color, box image.Rectangle) {
	left, top, right, bottom := float64(box.Min.X), float64(box.Min.Y), float64(box.Max.X), float64(box.Max.Y)
	c.Fill(ink, []Point{{left, top}, {right, top}, {right, bottom}, {left, bottom}})
}

// Line draws a line along points, with round corners where it turns sharply. One that ends where it
// begins is closed.
func (c *Canvas) Line(ink color.Color, width float64, points []Point) {
	c.add(line{ink: ink, width: width, points: points})
}

// Dashed draws a line of dashes and gaps of the given lengths.
func (c *Canvas) Dashed(ink color.Color, width, dash, gap float64, points []Point) {
	c.add(line{ink, width, dash, gap, points})
}

// Dots draws discs, in an opaque colour.
func (c *Canvas) Dots(ink color.Color, radius float64, at ...Point) {
	c.add(dots{ink, radius, at})
}

// Text writes one line in Go Regular, its baseline at the place. size is in pixels per em. It panics
// unless CanWrite the text.
func (c *Canvas) Text(ink color.Color, size float64, at Point, anchor Anchor, line string) {
	at.X -= float64(anchor) * Width(size, line)
	c.add(text{ink, size, at, line})
}

// Picture draws an image pixel by pixel, its upper left corner at the place.
func (c *Canvas) Picture(at image.Point, img image.Image) { c.add(picture{at, img}) }

// Image returns the picture in pixels.
func (c *Canvas) Image() *image.RGBA {
	p := newPainter(c.Bounds())
	draw.Draw(p, p.Rect, image.White, image.Point{}, draw.Src)
	for _, s := range c.shapes {
		s.paint(p)
	}
	return p.RGBA
}

// PNG writes the picture as PNG.
func (c *Canvas) PNG(w io.Writer) error {
	if err := png.Encode(w, c.Image()); err != nil {
		return fmt.Errorf("plot: encode png: %w", err)
	}
	return nil
}

// SVG writes the picture as SVG.
func (c *Canvas) SVG(w io.Writer) error {
	m := newMarkup()
	for _, s := range c.shapes {
		s.write(m)
	}
	if err := m.end(w, c.size); err != nil {
		return fmt.Errorf("plot: encode svg: %w", err)
	}
	return nil
}
