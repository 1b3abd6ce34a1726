package main

import (
	"fmt"
	"math"

	"vae/data"
	"vae/internal/reduce"
)

// The images that a mean pixel is taken of: so many of DATA, so many that the model draws.
const (
	polaritySample = 1000
	polarityDraws  = 64
)

// clearly is the least distance of a mean pixel from ½ where images are light on dark, or dark on
// light.
const clearly = 0.1

// warnOfPolarity warns where DATA are dark on light and the images of the run were light on dark,
// or the other way round. What the run was trained on shows in what the model draws.
func (a *app) warnOfPolarity(t *trained, set *data.Set, ref string, inverted bool) error {
	drawn, err := t.Sample(polarityDraws, 1)
	if err != nil {
		return err
	}
	ours, theirs := reduce.Mean(drawn)-0.5, reduce.Mean(set.Sample(polaritySample, 1).Statistics().Mean)-0.5
	if !(ours*theirs < 0) || math.Abs(ours) < clearly || math.Abs(theirs) < clearly { // or is not a number
		return nil
	}
	hint := "--invert takes black for white"
	if inverted {
		hint = "leave out --invert"
	}
	a.tell("vae: warning: %s: %s; %s was trained on images that are %s", ref, polarity(theirs), t.run, polarity(ours))
	a.tell("vae: hint: %s", hint)
	return nil
}

// polarity says on which side of ½ a mean pixel lies.
func polarity(distance float64) string {
	words := "light on dark"
	if distance > 0 {
		words = "dark on light"
	}
	return fmt.Sprintf("%s (mean pixel %.2f)", words, 0.5+distance)
}
