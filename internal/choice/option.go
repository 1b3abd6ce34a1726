package choice

import (
	"fmt"
	"math"
)

// Option is a number that one thing of a list has and the others lack, such as σ.
type Option struct {
	Of          string // the name of the thing, in what List.Options returns
	Name        string // as a flag, such as "weight-decay"; in JSON with underscores
	Help        string
	Default     float64
	Above, Most float64 // between which the number lies; Most is included
	Whole       bool    // it is a whole number
}

// Check returns an error if the number is none that the option can have.
func (o Option) Check(value float64) error {
	switch {
	case !(value > o.Above && value <= o.Most):
		return fmt.Errorf("%s %g is not above %g and at most %g", o.Name, value, o.Above, o.Most)
	case o.Whole && value != math.Trunc(value):
		return fmt.Errorf("%s %g is not a whole number", o.Name, value)
	}
	return nil
}

// Values are the numbers that options were given, by name; others have their defaults.
type Values map[string]float64
