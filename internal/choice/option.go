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

// Complete returns a number for each option of the item: the given one, else the default. The
// error names the first that is invalid, or one of those that are not the item's.
func (i Item[T]) Complete(given Values) (Values, error) {
	own := Values{}
	for _, option := range i.Options {
		value, ok := given[option.Name]
		if !ok {
			value = option.Default
		}
		if err := option.Check(value); err != nil {
			return nil, err
		}
		own[option.Name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, ok := own[name]; !ok {
			return nil, fmt.Errorf("%s is no option of %s", name, i.Name)
		}
	}
	return own, nil
}
