package decoder

// pixels is the set of values of a pixel that a likelihood is over.
type pixels int

const (
	blackOrWhite pixels = iota // 0 or 1
	grey                       // all numbers: a density
	greyLevels                 // the multiples of 1/255
)

// Kind is what sort of number log p is.
type Kind string

// The kinds.
const (
	Probability  Kind = "probability"   // log p is never positive, and has no unit
	Density      Kind = "density"       // log p may be positive, and depends on the unit of the pixels
	CrossEntropy Kind = "cross-entropy" // not a likelihood: it does not sum to 1 over the images
)

// KindOf returns the kind of the likelihood of that name, for grey or for black-and-white images.
// The error lists the names.
func KindOf(name string, greyImages bool) (Kind, error) {
	l, err := likelihoods.Find("likelihood", name)
	switch {
	case err != nil:
		return "", err
	case l.pixels == grey:
		return Density, nil
	case l.pixels == blackOrWhite && greyImages:
		return CrossEntropy, nil
	}
	return Probability, nil
}
