package main

import (
	"fmt"
	"math"
	"slices"

	"vae"
	"vae/data"
	"vae/train"
)

// quantity is what the figures of a recipe are of, and their unit.
type quantity struct {
	loss   bool    // −ELBO of a cross-entropy; else −log p(x)
	unit   string  // "" is nats per image
	nats   float64 // per image, that a unit has
	digits int     // after the point
}

// quantityOf returns the quantity of a recipe. Probabilities of pixels of many levels are in bits
// per dimension, all else is in nats.
func quantityOf(c train.Config) (quantity, error) {
	grey := c.Data.Binarize == data.BinarizeNone
	kind, err := c.Model.Kind(grey)
	if err != nil {
		return quantity{}, err
	}
	if !grey || kind != vae.Probability {
		return quantity{loss: kind == vae.CrossEntropy, nats: 1, digits: 2}, nil
	}
	set, err := setOf(c)
	return quantity{unit: ", bits per dimension", nats: math.Ln2 * float64(set.Shape.Size()), digits: 3}, err
}

// of returns the figure that a card has of the quantity, in nats.
func (q quantity) of(c card) figure {
	if q.loss {
		return c.NELBO
	}
	return c.Importance[len(c.Importance)-1]
}

// name says what the figures are of, with so many draws.
func (q quantity) name(draws int) string {
	if q.loss {
		return "−ELBO, grey pixels"
	}
	return fmt.Sprintf("K = %d%s", draws, q.unit)
}

// setOf returns the data set that a recipe is of.
func setOf(c train.Config) (data.Entry, error) {
	all := data.Catalogue()
	i := slices.IndexFunc(all, func(e data.Entry) bool { return e.Name == c.Data.Source })
	if i < 0 {
		return data.Entry{}, fmt.Errorf("no data set is called %q", c.Data.Source)
	}
	return all[i], nil
}
