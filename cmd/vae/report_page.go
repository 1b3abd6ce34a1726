package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"vae/evaluate"
	"vae/internal/plural"
	"vae/report"
	"vae/train"
)

// page returns the page about the run.
func (r *reported) page(ctx context.Context, a *app) (*report.Page, error) {
	p := &report.Page{
		Name:     printable(r.name()),
		Headline: r.headline(),
		Measured: printable(r.measured()),
		Facts:    asFacts(r.facts()),
		Samples:  r.samples(a),

		Dimensions: r.dimensions(),
		Card:       r.card(),
		Protocol:   asFacts(r.howTaken(true)),
		Commands:   asFacts(r.commands()),
		Origin:     asFacts(r.origin()),
	}
	var err error
	if p.Settings, err = r.settings(); err != nil {
		return nil, err
	}
	config := r.config()
	config.Origin = train.Origin{}
	text, err := json.MarshalIndent(config, "", "  ")
	if err != nil {
		return nil, err
	}
	p.Config = string(text)
	if p.Reconstructions, err = r.reconstructions(ctx); err != nil {
		return nil, err
	}
	if p.Curves, err = r.curves(); err != nil {
		return nil, err
	}
	if p.Map, err = r.codes(ctx, a); err != nil {
		return nil, err
	}
	p.Unlikely, err = r.unlikely(ctx)
	return p, err
}

// asFacts returns facts as a page has them.
func asFacts(all []fact) []report.Fact {
	return each(len(all), func(i int) report.Fact {
		return report.Fact{Name: printable(all[i].name), Text: printable(all[i].text)}
	})
}

// config returns the settings of the run: those in its folder say what was saved, when and how.
func (r *reported) config() train.Config {
	config := r.subject.config
	if r.intact {
		config.Saving, config.Origin = r.run.Config.Saving, r.run.Config.Origin
		config.Optimization.Epochs = r.run.Config.Optimization.Epochs // which may have become more
	}
	return config
}

// name returns the name of the run folder or of the checkpoint.
func (r *reported) name() string {
	path := r.subject.run
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return filepath.Base(path)
}

func (r *reported) headline() string { return "−ELBO " + withError(r.NELBO) + " nats per image" }

// withError returns a figure with its error, if that is known.
func withError(v evaluate.Estimate) string {
	e := estimated("", v, 2).entries[0]
	if e.standardError == unknown {
		return e.mean
	}
	return e.String()
}

// measured says of what images the figures are, and of what weights.
func (r *reported) measured() string {
	image := "image"
	if r.Split != "all" {
		image = r.Split + " image"
	}
	of := plural.Of(r.Images, image) + " of " + r.Data
	if r.Images < r.of {
		of = fmt.Sprintf("%d of the %s of %s, chosen at random", r.Images, plural.Of(r.of, image), r.Data)
	}
	text := fmt.Sprintf("%s: recon %s + KL %s; %s z ~ q(z|x) for each; prior %s; weights of step %d",
		of, withError(r.Recon), withError(r.KL),
		plural.Of(r.Protocol.Samples, "draw"), r.Prior, r.Step)
	for _, row := range r.run.Rows {
		if row.Step == r.Step {
			text += fmt.Sprintf(", after epoch %d", row.Epoch)
		}
	}
	return text
}

// facts says what was trained, on what and how far.
func (r *reported) facts() []fact {
	s := r.subject
	i := info{Config: r.config(), Weights: s.Weights(), layers: layers(s.Model)}
	if r.Fitted != nil {
		i.Fitted = &r.Fitted.subject.Fitted().PriorFit
	}
	all := i.facts()
	if r.folder != "" {
		done := fmt.Sprintf("%d of %d done", r.run.Epochs(), i.Config.Optimization.Epochs)
		if best := r.run.Best(); best != nil {
			done += fmt.Sprintf("; the best is epoch %d, by %s of the %s", best.Epoch, judged(i.Config), judges(*best))
		}
		all = append(all, fact{"epochs", done})
	}
	return append(all, fact{"all images", "SHA-256 " + i.Config.Data.Fingerprint},
		fact{"measured", "SHA-256 " + r.Fingerprint})
}

// judges says which images epochs are compared by.
func judges(row train.Row) string {
	if row.Validation != nil {
		return "validation images"
	}
	return "training images"
}

// commands returns what repeats the run, and what goes on with it, in its folder.
func (r *reported) commands() (all []fact) {
	if command := r.config().Command; command != "" {
		all = append(all, fact{"begun with", command})
	}
	if r.folder == "" {
		return all
	}
	return append(all, fact{"or in its folder", "vae train --config config.json"},
		fact{"more figures", "vae evaluate . --samples 100"})
}

// origin says when the run was begun, how long it took, how and where.
func (r *reported) origin() []fact {
	o := r.config().Origin
	var all []fact
	for _, f := range []fact{{"begun on", o.Date}, {"version", o.Version}, {"machine", o.Machine}} {
		if f.text != "" {
			all = append(all, f)
		}
	}
	if took := r.run.Took().Round(time.Second / 10); took > 0 {
		all = append(all, fact{"took", took.String()})
	}
	return all
}
