package data

import (
	"fmt"

	"vae/internal/choice"
	"vae/internal/fault"
)

// Binarization says how grey pixels become black or white.
type Binarization int

// The binarisations. Draws are Bernoulli draws with the grey value as probability.
const (
	BinarizeNone      Binarization = iota // pixels stay grey
	BinarizeThreshold                     // white where the pixel is 0.5 or more
	BinarizeOnce                          // one draw per image, the same whenever it is served
	BinarizeDynamic                       // a new draw whenever a training batch is served; otherwise as once
)

// binarizations is in the order of the constants.
var binarizations = choice.List[Binarization]{
	{Name: "none", Value: BinarizeNone, Help: "pixels as they are"},
	{Name: "threshold", Value: BinarizeThreshold, Help: "white where the pixel is 0.5 or more"},
	{Name: "once", Value: BinarizeOnce, Help: "one random draw per image"},
	{Name: "dynamic", Value: BinarizeDynamic, Help: "a new random draw at every step of training"},
}

// Binarizations returns the names of the binarisations.
func Binarizations() choice.Menu { return binarizations.Menu() }

// ParseBinarization returns the binarisation of that name. The error is an *OptionError.
func ParseBinarization(name string) (b Binarization, err error) {
	defer fault.Mark("data", &err)
	b, err = binarizations.Find("binarisation", name)
	if err != nil {
		return 0, &OptionError{"binarize", err.Error()}
	}
	return b, nil
}

func (b Binarization) known() bool { return b >= 0 && int(b) < len(binarizations) }

func (b Binarization) String() string {
	if !b.known() {
		return fmt.Sprintf("Binarization(%d)", int(b))
	}
	return binarizations[b].Name
}

// MarshalText returns the name, which configurations hold instead of a number.
func (b Binarization) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText parses the name. The error is an *OptionError.
func (b *Binarization) UnmarshalText(text []byte) error {
	parsed, err := ParseBinarization(string(text))
	if err == nil {
		*b = parsed
	}
	return err
}
