package main

import (
	"context"
	"strings"

	"vae/evaluate"
	"vae/export"
)

// card measures the model as vae evaluate does.
func (c *exportCmd) card(ctx context.Context, a *app, t *trained, ref string) (export.Card, error) {
	if err := c.source.checkUnused(a); ref == "" && err != nil {
		return export.Card{}, err
	}
	measure := evaluateCmd{
		source: c.source, Samples: cardDraws, Seed: 1, Classify: true, Prior: ownPrior, Progress: "auto",
	}
	s, err := measure.subject(ctx, a, t, ref)
	if err != nil {
		return export.Card{}, err
	}
	e, err := measure.measureBoth(ctx, a, s)
	if err != nil {
		return export.Card{}, err
	}
	return e.exported(), nil
}

// cardDraws is the number of draws z ~ q(z|x) for each image.
const cardDraws = 10

// exported returns the figures with how they were taken.
func (e *evaluation) exported() export.Card {
	card := export.Card{Data: runName(e.Data), Split: e.Split, Unit: e.Unit + " per image"}
	nll := e.NLL()
	for _, r := range e.rows() {
		f := r.entries[0]
		card.Rows = append(card.Rows, export.Row{
			Name: r.name, Mean: f.mean, StandardError: f.standardError, MonteCarlo: f.monteCarlo,
		})
	}
	for _, main := range []struct {
		id, name string
		evaluate.Estimate
	}{
		{"nelbo", "−ELBO", e.NELBO}, {"reconstruction", "  recon", e.Recon}, {"kl", "  KL", e.KL},
		{"nll", e.nllName(nll.Draws), nll.Estimate},
	} {
		for i := range card.Rows {
			if card.Rows[i].Name == main.name {
				card.Rows[i].ID, card.Rows[i].Value = main.id, main.Mean
			}
		}
	}
	for _, f := range e.howTaken(true) {
		text := strings.ReplaceAll(f.text, e.Data, card.Data) // without paths of this machine
		card.Remarks = append(card.Remarks, export.Remark{Name: f.name, Text: text})
	}
	return card
}

// public returns the settings of the run without paths of this machine.
func (t *trained) public() map[string]any {
	settings := t.config.Settings()
	settings["source"] = runName(t.config.Data.Source)
	if run := t.config.Start.Run; run != "" {
		settings["run"] = exportName(run)
	}
	return settings
}
