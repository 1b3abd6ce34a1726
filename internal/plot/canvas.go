// Package plot draws areas, lines and labels on a picture, with smooth edges.
//
// Places are in pixels from the upper left corner, y downwards. The same calls give the same bytes.
package plot

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// Point is a place on a picture.
type Point struct{ X, Y float64 }

// Canvas is a picture that is drawn on.
type Canvas struct {
	*image.RGBA
	pen *vector.Rasterizer
}

// New returns a white picture.
func New(width, height int) *Canvas {
	c := &Canvas{image.NewRGBA(image.Rect(0, 0, width, height)), vector.NewRasterizer(1, 1)}
	draw.Draw(c, c.Rect, image.White, image.Point{}, draw.Src)
	return c
}

// Fill paints the inside of closed contours. A contour that runs the other way round is a hole.
func (c *Canvas) Fill(ink color.Color, contours ...[]Point) {
	box := bounds(contours).Intersect(c.Rect)
	if box.Empty() {
		return
	}
	c.pen.Reset(box.Dx(), box.Dy()) // as small as can be: it costs time for every pixel
	place := func(p Point) (x, y float32) {
		return float32(p.X - float64(box.Min.X)), float32(p.Y - float64(box.Min.Y))
	}
	for _, contour := range contours {
		for i, p := range contour {
			if i == 0 {
				c.pen.MoveTo(place(p))
			} else {
				c.pen.LineTo(place(p))
			}
		}
		c.pen.ClosePath()
	}
	c.pen.Draw(c, box, image.NewUniform(ink), image.Point{})
}

// bounds returns the pixels that the contours touch.
func bounds(contours [][]Point) image.Rectangle {
	var box image.Rectangle
	for _, contour := range contours {
		for _, p := range contour {
			x, y := int(math.Floor(p.X)), int(math.Floor(p.Y))
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	return box
}
