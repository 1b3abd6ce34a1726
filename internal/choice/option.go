package choice

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Option is a number that some things of a list have, such as σ.
type Option struct {
	Of          []string // in a Menu, the names of the things that have it
	Name        string   // as a flag, such as "weight-decay"; in JSON with underscores
	Help        string
	Default     float64
	Above, Most float64 // bounds of the number; Most is allowed, Above is not
	Whole       bool
}

// check returns an error if the option cannot have the value.
func (o Option) check(value float64) error {
	switch {
	case !(value > o.Above && value <= o.Most):
		return fmt.Errorf("%s %g is not above %g and at most %g", o.Name, value, o.Above, o.Most)
	case o.Whole && value != math.Trunc(value):
		return fmt.Errorf("%s %g is not a whole number", o.Name, value)
	}
	return nil
}

// Values are the values of options, by name.
type Values map[string]float64

// Stray returns an error that names the first given option that is in none of own, the options of
// the things chosen.
func Stray(given Values, own ...Values) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		has := func(v Values) bool { _, ok := v[name]; return ok }
		if !slices.ContainsFunc(own, has) {
			return fmt.Errorf("nothing that is chosen has the option %s", name)
		}
	}
	return nil
}
