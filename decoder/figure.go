package decoder

// pixels are the values of a pixel that a likelihood is a distribution over.
type pixels int

const (
	blackOrWhite pixels = iota // 0 or 1
	grey                       // all numbers: a density
	greyLevels                 // the multiples of 1/255
)

// Figure is what kind of number log p(x|z) is.
type Figure string

// The figures.
const (
	Probability  Figure = "probability"   // log p is never positive, and needs no unit
	Density      Figure = "density"       // log p may be positive, and depends on the unit of the pixels, the range [0, 1]
	CrossEntropy Figure = "cross-entropy" // no likelihood: it does not sum to 1 over the images that there are
)

// FigureOf returns what log p(x|z) of the likelihood of that name is for grey images, or
// for those that are black and white. The error lists the names.
func FigureOf(name string, greyImages bool) (Figure, error) {
	likelihood, err := likelihoods.Find("likelihood", name)
	if err != nil {
		return "", err
	}
	return likelihood.figure(greyImages), nil
}

// figure does the work of FigureOf.
func (f family) figure(greyImages bool) Figure {
	switch {
	case f.pixels == grey:
		return Density
	case f.pixels == blackOrWhite && greyImages:
		return CrossEntropy
	}
	return Probability
}
