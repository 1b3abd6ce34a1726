package divergence

import (
	"fmt"
	"image"
	"image/color"

	"vae/internal/plot"
)

// The colours. Those of the fits are from Okabe & Ito 2008, Color universal design, for
// colour-blind eyes; without colour, dashes tell the fits apart.
var (
	ink     = color.Gray{0x30}
	shade   = color.Gray{0xd4} // the area under p
	outline = color.Gray{0x70} // of that area
	reverse = pen{ink: color.RGBA{0xd5, 0x5e, 0x00, 0xff}}
	forward = pen{ink: color.RGBA{0x00, 0x72, 0xb2, 0xff}, gap: 5}
)

// The layout, in pixels.
const (
	width, height      = 1200, 720
	panelTop           = 70
	panelWidth         = 510
	panelHeight        = 470
	leftX, rightX      = 60, 660
	titleSize, keySize = 20, 16
	keyTop, keyLine    = 620, 30
)

// pen is the style of a fit's line.
type pen struct {
	ink color.Color
	gap float64 // between dashes, in pixels; 0: a full line
}

func (p pen) draw(c *plot.Canvas, width float64, points []plot.Point) {
	c.Dashed(p.ink, width, 10, p.gap, points)
}

// Picture draws a comparison in one dimension, as curves, beside one in two, as a map of p with
// ellipses at one and two standard deviations of q, above the divergences. Equal comparisons give
// equal pictures.
func Picture(line, plane Comparison) *plot.Canvas {
	c := plot.New(width, height)
	for _, panel := range []struct {
		x     int
		title string
		draw  func(*plot.Canvas, image.Rectangle)
		Comparison
	}{
		{leftX, "One dimension", line.drawLine, line},
		{rightX, "Two dimensions", plane.drawPlane, plane},
	} {
		box := image.Rect(panel.x, panelTop, panel.x+panelWidth, panelTop+panelHeight)
		c.Text(ink, titleSize, plot.Point{X: float64(panel.x), Y: panelTop - 25}, plot.Start, panel.title)
		panel.draw(c, box)
		panel.drawFigures(c, float64(box.Max.X))
	}
	drawKey(c)
	return c
}

func drawKey(c *plot.Canvas) {
	at := func(x float64, row int) plot.Point { return plot.Point{X: x, Y: float64(keyTop + row*keyLine)} }
	c.Fill(shade, []plot.Point{
		{X: leftX, Y: keyTop - 12}, {X: leftX + 40, Y: keyTop - 12}, {X: leftX + 40, Y: keyTop}, {X: leftX, Y: keyTop},
	})
	c.Text(ink, keySize, at(leftX+52, 0), plot.Start, "p, the target")
	for i, row := range []struct {
		pen
		name string
	}{{reverse, "q, reverse KL: zero-forcing"}, {forward, "q, forward KL: zero-avoiding"}} {
		swatch := make([]plot.Point, 41)
		for x := range swatch {
			swatch[x] = at(float64(leftX+x), i+1)
			swatch[x].Y -= 5
		}
		row.draw(c, 3, swatch)
		c.Text(ink, keySize, at(leftX+52, i+1), plot.Start, row.name)
	}
	c.Text(ink, keySize, at(rightX, 0), plot.Start, "Ellipses at 1 and 2 standard")
	c.Text(ink, keySize, at(rightX, 1), plot.Start, "deviations; figures in nats")
}

// drawFigures writes the divergences in two columns that end at right.
func (c Comparison) drawFigures(canvas *plot.Canvas, right float64) {
	for i, column := range []struct {
		name  string
		value func(Fit) float64
	}{
		{"KL(p || q)", func(f Fit) float64 { return f.ForwardKL }},
		{"KL(q || p)", func(f Fit) float64 { return f.ReverseKL }},
	} {
		x := right - float64(100*i)
		canvas.Text(ink, keySize, plot.Point{X: x, Y: keyTop}, plot.End, column.name)
		for k, fit := range []Fit{c.Reverse, c.Forward} {
			at := plot.Point{X: x, Y: float64(keyTop + (k+1)*keyLine)}
			canvas.Text(ink, keySize, at, plot.End, fmt.Sprintf("%.2f", column.value(fit)))
		}
	}
}
