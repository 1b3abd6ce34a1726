package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"vae/evaluate"
	"vae/internal/figure"
	"vae/internal/plot"
	"vae/internal/plural"
	"vae/internal/view"
	"vae/report"
	"vae/train"
)

// curves returns the curves of −ELBO, reconstruction and KL; none before the first epoch has ended.
func (r *reported) curves() (curves report.Drawings, err error) {
	if len(r.run.Rows) == 0 {
		return curves, nil
	}
	run := train.Curve("", r.run.Rows)
	curves.Text = "Nats per image. Full lines: validation images, after each epoch; dashed: training images, " +
		"over the epoch. The ring is at the best epoch."
	if run.HasEarly() {
		curves.Text += " The first tenth of the epochs is left out where it is far from the others."
	}
	for _, panel := range figure.Panels(run) {
		d, err := inSVG(panel.Canvas, fmt.Sprintf("Curves of %s over %s", panel.Name, plural.Of(len(run.Epochs), "epoch")))
		if err != nil {
			return curves, err
		}
		curves.Drawings = append(curves.Drawings, d)
	}
	return curves, nil
}

// mostMapped is the number of pixels of the images whose codes are on the map, at most.
const mostMapped = 1 << 26

// codes returns a map of the codes, nil of a single image.
func (r *reported) codes(ctx context.Context, a *app) (*report.Drawing, error) {
	s := r.subject
	some := s.Slice(0, min(s.Len(), max(2, mostMapped/s.Pixels())))
	if some.Len() < 2 {
		return nil, nil
	}
	images, err := s.toSee(ctx, some)
	if err != nil {
		return nil, err
	}
	o := view.MapOptions{Title: "Where codes are", Prior: s.priorName(), Seed: reportSeed}
	if o.Class, err = a.decodedClass(s.trained, new(string)); err != nil {
		return nil, err
	}
	canvas, err := view.Map(s.Model, images, o)
	if err != nil {
		return nil, err
	}
	alt := fmt.Sprintf("Map of the codes of %d %s, with contours of p(z) and q(z), beside images", some.Len(), s.of())
	d, err := inSVG(canvas, alt)
	return &d, err
}

func inSVG(c *plot.Canvas, alt string) (report.Drawing, error) {
	var file bytes.Buffer
	err := c.SVG(&file)
	return report.Drawing{SVG: file.Bytes(), Alt: alt}, err
}

// card returns the figures of the run, in a column for each kind of error or, where there is a
// fitted prior, for each prior.
func (r *reported) card() *report.Table {
	columns := withFitted([]*evaluation{r.evaluation})
	rows := sideBySide(columns, (*evaluation).rows)
	table := &report.Table{Header: []string{r.Unit + " per image"}}
	if len(columns) == 1 {
		table.Header = append(table.Header, "mean", "± s.e.", "± m.c.")
	}
	for _, e := range columns {
		if len(columns) > 1 {
			table.Header = append(table.Header, "prior "+e.Prior)
		}
	}
	for _, row := range rows {
		texts := []string{row.name}
		for _, c := range row.entries {
			if len(columns) == 1 {
				texts = append(texts, c.mean, c.standardError, c.monteCarlo)
			} else {
				texts = append(texts, c.String())
			}
		}
		table.Rows = append(table.Rows, texts)
	}
	return table
}

// dimensions returns a bar for each dimension of the code: its KL, the largest first, or where that
// is no sum over dimensions the variance of its mean.
func (r *reported) dimensions() *report.Bars {
	bars := &report.Bars{
		Text: fmt.Sprintf("%d of %d are active: their posterior means vary over the images by more than %g.",
			r.ActiveUnits, len(r.Dimensions), evaluate.ActiveVariance),
		Header: []string{"dimension", "KL", "nats", "variance of the mean"},
	}
	length := func(d evaluate.Dimension) float64 { return float64(d.KL) }
	if !r.divided() {
		bars.Text += " The KL is no sum over dimensions under this prior."
		bars.Header = []string{"dimension", "spread of the mean", "variance"}
		length = func(d evaluate.Dimension) float64 { return d.Variance }
	}
	longest := length(slices.MaxFunc(r.Dimensions, func(a, b evaluate.Dimension) int {
		return cmp.Compare(length(a), length(b))
	}))
	for _, d := range r.Dimensions[:min(maxDimensions, len(r.Dimensions))] {
		bar := report.Bar{Name: fmt.Sprintf("z%d", d.Index), Length: length(d) / longest, Faint: !d.Active()}
		if r.divided() {
			bar.Texts = append(bar.Texts, decimal(float64(d.KL), 2))
		}
		bar.Texts = append(bar.Texts, decimal(d.Variance, 3))
		bars.Rows = append(bars.Rows, bar)
	}
	if more := len(r.Dimensions) - len(bars.Rows); more > 0 {
		bars.Text += fmt.Sprintf(" The first %d are here; vae evaluate --json has all.", len(bars.Rows))
	}
	return bars
}
