// Package figure draws the pictures of a run and of its latent space from plain numbers.
//
// All have one look: a title, axes with round numbers, a legend below, figures with their units
// beside it, and colours that colour-blind eyes can tell apart. Texts that come from elsewhere must
// be such that plot.CanWrite them.
package figure

import (
	"image/color"

	"vae/internal/plot"
)

var (
	ink   = color.Gray{0x30}
	faint = color.Gray{0x70} // of what is beside the point
	rule  = color.Gray{0xe6} // of lines that guide the eye
)

// colours part what is drawn: those of Okabe & Ito 2008, Color universal design, the darkest first,
// and two more.
var colours = []color.RGBA{
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0xd5, 0x5e, 0x00, 0xff}, // vermilion
	{0x00, 0x9e, 0x73, 0xff}, // bluish green
	{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	{0xe6, 0x9f, 0x00, 0xff}, // orange
	{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	{0x00, 0x00, 0x00, 0xff}, // black
	{0xf0, 0xe4, 0x42, 0xff}, // yellow
	{0x8c, 0x51, 0x0a, 0xff}, // brown
	{0x99, 0x99, 0x99, 0xff}, // grey
}

// MostColours is the number of runs, or of classes, that colours can tell apart.
const MostColours = 10

// Sizes of letters, in pixels per em.
const (
	titleSize = 20
	keySize   = 16
	smallSize = 15
)

// left writes a text that begins at (x, y).
func left(c *plot.Canvas, x, y int, size float64, text string) {
	c.Text(ink, size, plot.Point{X: float64(x), Y: float64(y)}, plot.Start, text)
}

// right writes a text that ends at (x, y).
func right(c *plot.Canvas, x, y int, size float64, text string) {
	c.Text(ink, size, plot.Point{X: float64(x), Y: float64(y)}, plot.End, text)
}

// note writes a text beside the point, which begins at (x, y).
func note(c *plot.Canvas, x, y int, text string) {
	c.Text(faint, smallSize, plot.Point{X: float64(x), Y: float64(y)}, plot.Start, text)
}

// swatch draws a piece of line of some length, in the middle of a line of text at (x, y).
func swatch(c *plot.Canvas, x, y, length int, pen pen) {
	at := float64(y) - 5
	pen.draw(c, []plot.Point{{X: float64(x), Y: at}, {X: float64(x + length), Y: at}})
}

// pen is the style of a line.
type pen struct {
	ink   color.Color
	width float64
	gap   float64 // between dashes, in pixels; 0: a full line
}

func (p pen) draw(c *plot.Canvas, points []plot.Point) {
	if p.gap > 0 {
		c.Dashed(p.ink, p.width, 8, p.gap, points)
		return
	}
	c.Line(p.ink, p.width, points)
}
