package data

import (
	"fmt"

	"vae/internal/choice"
)

// Fit says how a picture of another shape is brought to a size.
type Fit int

// The ways to fit.
const (
	FitCrop    Fit = iota // the middle of the picture, as much as the shape allows
	FitPad                // the whole picture, with black beside it
	FitStretch            // the whole picture, stretched
)

// fits is in the order of the constants.
var fits = choice.List[Fit]{
	{Name: "crop", Value: FitCrop, Help: "the middle of the picture, cut to the shape"},
	{Name: "pad", Value: FitPad, Help: "the whole picture, black beside it"},
	{Name: "stretch", Value: FitStretch, Help: "the whole picture, stretched to the shape"},
}

// Fits returns the names of all ways to fit.
func Fits() []string { return fits.Names() }

// FitHelp says in a few words what each of Fits is.
func FitHelp() []string { return fits.Help() }

// ParseFit returns the way of that name, else an *OptionError.
func ParseFit(name string) (Fit, error) {
	f, err := fits.Find("way to fit", name)
	if err != nil {
		return 0, &OptionError{"fit", err.Error()}
	}
	return f, nil
}

func (f Fit) String() string {
	if f < 0 || int(f) >= len(fits) {
		return fmt.Sprintf("Fit(%d)", int(f))
	}
	return fits[f].Name
}
