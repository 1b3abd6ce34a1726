package vae

import (
	"errors"
	"fmt"

	"vae/internal/choice"
)

// Limits of a network, so that one too large for any memory is an error and not a crash.
const (
	maxUnits   = 1 << 20 // in a layer
	maxLayers  = 64
	maxWeights = 1 << 29 // 2 GiB; training takes four times that
)

// Validate returns an error that names the first invalid field.
func (c Config) Validate() error {
	switch {
	case c.Height < 1 || c.Width < 1 || c.Height > maxUnits || c.Width > maxUnits || c.Pixels() > maxUnits:
		return fmt.Errorf("image size %d×%d is outside 1 to %d numbers", c.Height, c.Width, maxUnits)
	case c.Channels != 0 && c.Channels != 1 && c.Channels != 3:
		return fmt.Errorf("channels %d is not 1, grey, or 3, in colour", c.Channels)
	case c.Latent < 1 || c.Latent > maxUnits:
		return fmt.Errorf("latent %d is outside 1 to %d", c.Latent, maxUnits)
	case len(c.Hidden) > maxLayers:
		return fmt.Errorf("%d hidden layers are more than %d", len(c.Hidden), maxLayers)
	}
	for _, units := range c.Hidden {
		if units < 1 || units > maxUnits {
			return fmt.Errorf("hidden layer of %d units is outside 1 to %d", units, maxUnits)
		}
	}
	if err := c.design().Check(c.Shape(), maxUnits); err != nil {
		return err
	}
	if c.Conditional != (c.Classes != nil) {
		return errors.New("a conditional model has classes, and no other has")
	}
	if c.Conditional {
		if err := checkClasses(c.Classes); err != nil {
			return err
		}
	}
	own := []Options{Likelihoods().Complete(c.Likelihood, nil), Priors().Complete(c.PriorName(), nil)}
	if err := choice.Stray(c.Options, own...); err != nil {
		return err
	}
	sketch, err := c.sketch()
	if err == nil && sketch.weights > maxWeights {
		err = fmt.Errorf("a network of %d weights has more than %d", sketch.weights, maxWeights)
	}
	return err
}
