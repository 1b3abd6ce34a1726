package decoder

// pixels are the values of a pixel that a likelihood is a distribution over.
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
	Probability  Kind = "probability"   // log p is never positive, and needs no unit
	Density      Kind = "density"       // log p may be positive, and depends on the unit of the pixels, the range [0, 1]
	CrossEntropy Kind = "cross-entropy" // no likelihood: it does not sum to 1 over the images that there are
)

// KindOf returns what log p(x|z) of the likelihood of that name is for grey images, or for those
// that are black and white. The error lists the names.
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
