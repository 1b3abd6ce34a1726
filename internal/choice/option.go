package choice

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Option is a number that one thing of a list has and the others lack, such as σ.
type Option struct {
	Of          []string // the names of those that have it, in what List.Options returns
	Name        string   // as a flag, such as "weight-decay"; in JSON with underscores
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

// Stray returns an error that names an option among the given values that is none of what was
// chosen, whose own values these are.
func Stray(given Values, own ...Values) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		has := func(v Values) bool { _, ok := v[name]; return ok }
		if !slices.ContainsFunc(own, has) {
			return fmt.Errorf("nothing that is chosen has the option %s", name)
		}
	}
	return nil
}
