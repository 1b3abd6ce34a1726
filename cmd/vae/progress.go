package main

import (
	"fmt"
	"io"

	"vae/train"
)

// progress shows a run on the terminal: a line for each epoch and, where there is a terminal, a bar
// below.
type progress struct {
	w       io.Writer
	config  train.Config
	bar     *bar // nil: none
	showBar bool
	silent  bool
}

// newProgress returns the display of the kind auto, bar, plain or none.
func newProgress(w io.Writer, kind string, config train.Config) *progress {
	showBar := kind == "bar" || kind == "auto" && holdsBar(w)
	return &progress{w: w, config: config, showBar: showBar, silent: kind == "none"}
}

// minimised returns the name of the figure that a run minimises.
func minimised(config train.Config) string {
	if o := config.Optimization.Objective; o.ImportanceWeighted() {
		return fmt.Sprintf("−L%d", o.Draws())
	}
	return "−ELBO"
}

// judged returns the name of the figure by which the epochs of a run are compared.
func judged(config train.Config) string {
	if config.Data.Validation == 0 && config.Optimization.Beta != 1 {
		return "−ELBO"
	}
	return minimised(config)
}

func (p *progress) Observe(e train.Event) error {
	switch e := e.(type) {
	case *train.Warned:
		p.line(printable("vae: warning: " + e.Message))
		p.line(printable("vae: hint: " + e.Hint))
	case *train.Stepped:
		p.stepped(e)
	case *train.EpochEnded:
		if !p.silent {
			p.line(p.epochLine(e))
		}
	}
	return nil
}

func (p *progress) line(text string) {
	p.close()
	fmt.Fprintln(p.w, text)
}

// close takes the bar away, so that nothing of it stays.
func (p *progress) close() {
	if p.bar != nil {
		p.bar.clear()
	}
}

// stepped moves the bar, which counts the images of the whole run.
func (p *progress) stepped(e *train.Stepped) {
	if !p.showBar {
		return
	}
	o := p.config.Optimization
	if p.bar == nil {
		left := o.Epochs*e.StepsPerEpoch - int(e.Step) + 1
		p.bar = newBar(p.w, left*o.BatchSize, "images")
	}
	text := fmt.Sprintf("%d/%d  %s %.2f", e.Epoch, o.Epochs, p.name(e.Train), e.Train.Minimised())
	p.bar.describe("epoch "+text, text)
	p.bar.add(o.BatchSize)
}

// counter returns functions that advance a bar by an image and that remove it. They do nothing for
// the kind none, and for auto without a terminal.
func (a *app) counter(kind string, images int) (count, end func()) {
	if kind == "none" || kind == "auto" && !holdsBar(a.stderr) {
		return func() {}, func() {}
	}
	bar := newBar(a.stderr, images, "images")
	return func() { bar.add(1) }, bar.clear
}

// name returns the name of the figure that f.Minimised is.
func (p *progress) name(f train.Figures) string {
	if f.IWAE == 0 {
		return "−ELBO"
	}
	return minimised(p.config)
}

// epochLine returns the figures of an epoch: what is minimised, on the training and on the
// validation images, its terms, images per second. It fits 80 columns.
func (p *progress) epochLine(e *train.EpochEnded) string {
	epochs := p.config.Optimization.Epochs
	width := len(fmt.Sprint(epochs))
	text := fmt.Sprintf("epoch %*d/%d  %s %.2f", width, e.Epoch, epochs, p.name(e.Train), e.Train.Minimised())
	switch v := e.Validation; {
	case v == nil:
	case v.IWAE != 0:
		text += fmt.Sprintf("  valid %.2f  recon %.2f  KL %.2f", v.IWAE, v.Recon, v.KL)
	default:
		text += fmt.Sprintf("  valid %.2f = recon %.2f + KL %.2f", v.NELBO, v.Recon, v.KL)
	}
	if e.ImagesPerSecond > 0 { // 0: it was interrupted after its last step
		text += fmt.Sprintf("  %.0f/s", e.ImagesPerSecond)
	}
	if e.Best {
		text += "  best"
	}
	return text
}
