package divergence

import (
	"fmt"
	"math"
)

// Target describes a mixture of two Gaussians, each with a standard deviation of 1 in every
// dimension.
type Target struct {
	Separation float64 // distance of the modes, in standard deviations, 0 to MaxSeparation
	Weight     float64 // of the first mode, on the left; between 0 and 1
}

// MaxSeparation is the largest distance of the modes that fits are tested to bridge.
const MaxSeparation = 10

// Validate returns an error that names an invalid field.
func (t Target) Validate() error {
	switch {
	case !(t.Separation >= 0 && t.Separation <= MaxSeparation):
		return fmt.Errorf("separation %g is outside 0 to %d", t.Separation, MaxSeparation)
	case !(t.Weight > 0 && t.Weight < 1):
		return fmt.Errorf("weight %g is not between 0 and 1", t.Weight)
	}
	return nil
}

// In two dimensions, the line through the modes is turned, and each mode is a slanted ellipse,
// which no diagonal covariance fits.
const (
	angle       = math.Pi / 6 // of the line through the modes with the first axis
	correlation = -0.7        // of the two dimensions within a mode
)

// Line returns the target in one dimension.
func (t Target) Line() Mixture {
	return t.mixture([]float64{1}, [][]float64{{1}})
}

// Plane returns the target in two dimensions.
func (t Target) Plane() Mixture {
	direction := []float64{math.Cos(angle), math.Sin(angle)}
	return t.mixture(direction, [][]float64{{1, 0}, {correlation, math.Sqrt(1 - correlation*correlation)}})
}

// mixture returns modes at half the separation on either side of the origin.
func (t Target) mixture(direction []float64, root [][]float64) Mixture {
	var first, second []float64
	for _, v := range direction {
		first, second = append(first, -0.5*t.Separation*v), append(second, 0.5*t.Separation*v)
	}
	return Mixture{
		{math.Log(t.Weight), NewGaussian(first, root)},
		{math.Log1p(-t.Weight), NewGaussian(second, root)},
	}
}
