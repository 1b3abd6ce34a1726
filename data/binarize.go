package data

import (
	"fmt"

	"vae/internal/choice"
	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/rng"
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
	{Name: "none", Value: BinarizeNone, Help: "grey pixels as they are"},
	{Name: "threshold", Value: BinarizeThreshold, Help: "white where the pixel is 0.5 or more"},
	{Name: "once", Value: BinarizeOnce, Help: "one random draw per image"},
	{Name: "dynamic", Value: BinarizeDynamic, Help: "a new random draw at every step of training"},
}

// Binarizations lists the names of the binarisations.
func Binarizations() choice.Menu { return binarizations.Menu() }

// ParseBinarization returns the binarisation of that name, else an *OptionError.
func ParseBinarization(name string) (b Binarization, err error) {
	defer fault.Mark("data", &err)
	b, err = binarizations.Find("binarisation", name)
	if err != nil {
		return 0, &OptionError{"binarize", err.Error()}
	}
	return b, nil
}

// known reports whether b is one of the constants.
func (b Binarization) known() bool { return b >= 0 && int(b) < len(binarizations) }

func (b Binarization) String() string {
	if !b.known() {
		return fmt.Sprintf("Binarization(%d)", int(b))
	}
	return binarizations[b].Name
}

// MarshalText writes the name, so that configurations hold it instead of a number.
func (b Binarization) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads what MarshalText wrote; the error is an *OptionError.
func (b *Binarization) UnmarshalText(text []byte) error {
	parsed, err := ParseBinarization(string(text))
	if err == nil {
		*b = parsed
	}
	return err
}

// threshold sets x to 1 where it is 0.5 or more and to 0 elsewhere.
func threshold(x []float32) {
	for i, v := range x {
		x[i] = 0
		if v >= 0.5 {
			x[i] = 1
		}
	}
}

// drawOnce binarises the image x, which has that number in its source. The draw is a function of
// the number alone, a property of the data set, so that runs with different seeds, and their
// figures, can be compared.
func drawOnce(x, uniform []float32, number int) {
	stream := rng.Stream(0, "binarize once", uint64(number))
	stream.Uniform(uniform)
	kernel.Binarize(x, uniform)
}

// drawStep binarises the images x of a training batch: a pure function of seed and step.
func drawStep(x, uniform []float32, seed uint64, step int64) {
	stream := rng.Stream(seed, "binarize", uint64(step))
	stream.Uniform(uniform)
	kernel.Binarize(x, uniform)
}
