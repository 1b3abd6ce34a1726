package figure

import (
	"fmt"
	"image"
	"image/color"
	"slices"

	"vae/internal/plot"
)

// Terms are the terms of the negative evidence lower bound, means over images, in nats.
type Terms struct{ NELBO, Recon, KL float64 }

// Epoch is what is known of an epoch of a run.
type Epoch struct {
	Number            int    // counted from 1
	Train, Validation *Terms // nil: none
}

// shown returns the terms by which epochs are compared; nil if there are none.
func (e Epoch) shown() *Terms {
	if e.Validation != nil {
		return e.Validation
	}
	return e.Train
}

// Run is a run with its epochs in order.
type Run struct {
	Name   string
	Epochs []Epoch
	Best   int // number of the best epoch; 0: none
}

// best returns the terms of the best epoch; nil if there are none.
func (r Run) best() *Terms {
	for _, e := range r.Epochs {
		if e.Number == r.Best {
			return e.shown()
		}
	}
	return nil
}

// The layout of curves, in pixels.
const (
	curvesWidth                   = 1440
	curvesLeft, curvesTop         = 85, 110
	curvesBetween                 = 470 // from one panel to the next
	curvesPanelW, curvesPanelH    = 395, 420
	curvesKey, curvesKeyLine      = 610, 30
	curvesName, curvesNameWidth   = 245, 600
	trainSwatch, validationSwatch = 85, 165 // x of the pieces of line
)

// term is one of Terms, with the panel that shows it.
type term struct {
	name string
	of   func(Terms) float64
}

var terms = []term{
	{"−ELBO", func(t Terms) float64 { return t.NELBO }},
	{"Reconstruction", func(t Terms) float64 { return t.Recon }},
	{"KL", func(t Terms) float64 { return t.KL }},
}

// Curves draws −ELBO, reconstruction and KL of up to MostColours runs over their epochs, with a ring
// at the best epoch of each, above the figures of that epoch.
func Curves(title string, runs []Run) *plot.Canvas {
	bottom := curvesKey + curvesKeyLine*(len(runs)+1)
	notes := []string{"Means over images, in nats. Rings and figures are of the best epoch" +
		" and of validation images; in brackets, of training images where none are held out."}
	if slices.ContainsFunc(runs, Run.HasEarly) {
		notes = append(notes, "The first tenth of the epochs is left out where it is far from the others.")
	}
	c := plot.New(curvesWidth, bottom+11+noteLine*len(notes))
	left(c, curvesLeft, 45, titleSize, title)
	for i, term := range terms {
		term.panel(c, image.Pt(curvesLeft+i*curvesBetween, curvesTop), runs)
	}
	drawRuns(c, runs)
	for i, text := range notes {
		note(c, curvesLeft, bottom+10+noteLine*i, text)
	}
	return c
}

// The lines of run k.
func trainPen(k int) pen      { return pen{colours[k], 1.5, 5} }
func validationPen(k int) pen { return pen{colours[k], 2.5, 0} }

// draw draws the term of a run, training below validation.
func (r Run) draw(c *plot.Canvas, axes plot.Axes, of func(Terms) float64, k int) {
	for _, line := range []struct {
		pen
		of func(Epoch) *Terms
	}{
		{trainPen(k), func(e Epoch) *Terms { return e.Train }},
		{validationPen(k), func(e Epoch) *Terms { return e.Validation }},
	} {
		var points []plot.Point
		for _, e := range r.Epochs {
			t := line.of(e)
			if t == nil { // the line has a gap
				line.drawIn(c, axes.Box, points)
				points = nil
				continue
			}
			points = append(points, axes.Place(float64(e.Number), of(*t)))
		}
		line.drawIn(c, axes.Box, points)
	}
	if t := r.best(); t != nil {
		at := axes.Place(float64(r.Best), of(*t))
		if at.Y >= float64(axes.Box.Min.Y) && at.Y <= float64(axes.Box.Max.Y) {
			ring(c, at, k)
		}
	}
}

// ring draws a ring in the colour of run k.
func ring(c *plot.Canvas, at plot.Point, k int) {
	c.Dots(colours[k], 7, at)
	c.Dots(color.White, 4, at)
}

// drawIn draws a line, or a dot where there is one point, as far as it is at the height of the box.
func (p pen) drawIn(c *plot.Canvas, box image.Rectangle, points []plot.Point) {
	top, bottom := float64(box.Min.Y), float64(box.Max.Y)
	if len(points) == 1 && points[0].Y >= top && points[0].Y <= bottom {
		c.Dots(p.ink, 2*p.width, points[0])
		return
	}
	for _, part := range between(points, top, bottom) {
		p.draw(c, part)
	}
}

// between returns the parts of a line that are between two heights.
func between(points []plot.Point, top, bottom float64) (parts [][]plot.Point) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if max(a.Y, b.Y) < top || min(a.Y, b.Y) > bottom {
			continue
		}
		to := func(p plot.Point) plot.Point { // where the line from a to b leaves on the way to p
			y := min(max(p.Y, top), bottom)
			if y == p.Y {
				return p
			}
			return plot.Point{X: a.X + (y-a.Y)/(b.Y-a.Y)*(b.X-a.X), Y: y}
		}
		last := len(parts) - 1
		if last < 0 || parts[last][len(parts[last])-1] != to(a) {
			parts, last = append(parts, []plot.Point{to(a)}), last+1
		}
		parts[last] = append(parts[last], to(b))
	}
	return parts
}

// drawRuns writes a row for each run: its lines, its name and the figures of its best epoch.
func drawRuns(c *plot.Canvas, runs []Run) {
	columns := []string{"best epoch", "−ELBO", "reconstruction", "KL"}
	at := func(i int) int { return curvesWidth - 20 - 130*(len(columns)-1-i) }
	y := curvesKey
	left(c, trainSwatch, y, smallSize, "training")
	left(c, validationSwatch, y, smallSize, "validation")
	for i, name := range columns {
		right(c, at(i), y, smallSize, name)
	}
	ring(c, plot.Point{X: float64(at(0)) - plot.Width(smallSize, columns[0]) - 16, Y: float64(y) - 5}, 9)
	for k, run := range runs {
		y += curvesKeyLine
		swatch(c, trainSwatch, y, 55, trainPen(k))
		form := "(%.2f)"
		if slices.ContainsFunc(run.Epochs, func(e Epoch) bool { return e.Validation != nil }) {
			form = "%.2f"
			swatch(c, validationSwatch, y, 55, validationPen(k))
		}
		left(c, curvesName, y, fitting(keySize, run.Name, curvesNameWidth), run.Name)
		best := run.best()
		if best == nil {
			continue
		}
		right(c, at(0), y, keySize, fmt.Sprint(run.Best))
		for i, term := range terms {
			right(c, at(i+1), y, keySize, fmt.Sprintf(form, term.of(*best)))
		}
	}
}

// fitting returns a size at which a text is no wider than some pixels.
func fitting(size float64, text string, width int) float64 {
	return min(size, size*float64(width)/plot.Width(size, text))
}
