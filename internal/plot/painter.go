package plot

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// painter draws shapes in pixels, with smooth edges.
type painter struct {
	*image.RGBA
	pen *vector.Rasterizer
}

func newPainter(box image.Rectangle) *painter {
	return &painter{image.NewRGBA(box), vector.NewRasterizer(1, 1)}
}

// area is the inside of contours.
type area struct {
	ink      color.Color
	contours [][]Point
}

func (a area) paint(p *painter) {
	box := bounds(a.contours).Intersect(p.Rect)
	if box.Empty() {
		return
	}
	p.pen.Reset(box.Dx(), box.Dy()) // as small as can be: it costs time for every pixel
	place := func(p Point) (x, y float32) {
		return float32(p.X - float64(box.Min.X)), float32(p.Y - float64(box.Min.Y))
	}
	for _, contour := range a.contours {
		for i, at := range contour {
			if i == 0 {
				p.pen.MoveTo(place(at))
			} else {
				p.pen.LineTo(place(at))
			}
		}
		p.pen.ClosePath()
	}
	p.pen.Draw(p, box, image.NewUniform(a.ink), image.Point{})
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

// dots are discs.
type dots struct {
	ink    color.Color
	radius float64
	at     []Point
}

func (d dots) paint(p *painter) {
	for _, at := range d.at {
		area{d.ink, [][]Point{disc(at, d.radius)}}.paint(p)
	}
}

// disc returns the edge of a disc, which runs as the letters and the lines do.
func disc(at Point, radius float64) []Point {
	const corners = 24
	edge := make([]Point, corners)
	for i := range edge {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		edge[i] = Point{at.X + radius*cos, at.Y + radius*sin}
	}
	return edge
}

// picture is an image at a place.
type picture struct {
	at  image.Point
	img image.Image
}

func (i picture) paint(p *painter) {
	box := i.img.Bounds()
	draw.Draw(p, box.Sub(box.Min).Add(i.at), i.img, box.Min, draw.Over)
}
