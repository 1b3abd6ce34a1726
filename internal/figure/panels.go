package figure

import (
	"image"
	"math"

	"vae/internal/plot"
)

// Panel is the picture of one of the terms.
type Panel struct {
	*plot.Canvas
	Name string
}

// Panels draws −ELBO, reconstruction and KL of one run as Curves does, as a picture each, for pages
// that may have no room for them side by side.
func Panels(run Run) []Panel {
	const above, below = 50, 55
	var all []Panel
	for _, term := range terms {
		c := plot.New(curvesLeft+curvesPanelW+15, above+curvesPanelH+below)
		term.panel(c, image.Pt(curvesLeft, above), []Run{run})
		all = append(all, Panel{c, term.name})
	}
	return all
}

// panel draws the term of runs, with the upper left corner of the axes at a place.
func (t term) panel(c *plot.Canvas, at image.Point, runs []Run) {
	axes := plot.Axes{
		Box: image.Rect(at.X, at.Y, at.X+curvesPanelW, at.Y+curvesPanelH),
		X:   span(runs), Y: heights(runs, t.of), Whole: true,
	}
	left(c, at.X, at.Y-20, keySize, t.name)
	guides(c, axes)
	for k, run := range runs {
		run.draw(c, axes, t.of, k)
	}
	axes.Left(c, ink)
	axes.Bottom(c, ink)
	right(c, axes.Box.Max.X, axes.Box.Max.Y+42, smallSize, "epoch")
}

// span returns the range of epochs.
func span(runs []Run) plot.Range {
	last := 1
	for _, run := range runs {
		for _, e := range run.Epochs {
			last = max(last, e.Number)
		}
	}
	if last == 1 {
		return plot.Range{Low: 0, High: 2}
	}
	return plot.Range{Low: 1, High: float64(last)}.Widen(1.04 * float64(last-1))
}

// heights returns the range of a term. The first tenth of the epochs of a run, where figures
// fall from far above, is shown as far as it is in the range of the others.
func heights(runs []Run, of func(Terms) float64) plot.Range {
	r := plot.Range{Low: math.Inf(1), High: math.Inf(-1)}
	for _, run := range runs {
		for _, e := range run.Epochs[run.early():] {
			for _, t := range []*Terms{e.Train, e.Validation} {
				if t != nil {
					r.Low, r.High = min(r.Low, of(*t)), max(r.High, of(*t))
				}
			}
		}
	}
	if r.Low > r.High {
		return plot.Range{Low: 0, High: 1}
	}
	return r.Widen(max(1.1*r.Length(), 1e-3*math.Abs(r.High), 1e-6))
}

// early returns the number of epochs that do not choose the range of a term.
func (r Run) early() int { return len(r.Epochs) / 10 }

// HasEarly reports whether some epochs may be off the panels.
func (r Run) HasEarly() bool { return r.early() > 0 }

// guides draws thin lines at the ticks of y.
func guides(c *plot.Canvas, axes plot.Axes) {
	for _, y := range axes.Y.Ticks() {
		at := math.Floor(axes.Place(0, y).Y) + 0.5
		c.Line(rule, 1, []plot.Point{{X: float64(axes.Box.Min.X), Y: at}, {X: float64(axes.Box.Max.X), Y: at}})
	}
}
