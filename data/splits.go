package data

import (
	"fmt"
	"strings"

	"vae/internal/rng"
)

// DefaultValidation asks for a validation split of the usual size: a tenth of the
// training images, 5,000 at most.
const DefaultValidation = -1

// Splits are the parts of a data set. They share their memory.
type Splits struct {
	Train      *Set // without the validation images
	Validation *Set // the last images before they were taken from Train; may be empty
	Test       *Set
	All        *Set // every image in the order of the source: of its training part, then of its test part
	HasTest    bool // the source came with its own test part; otherwise a tenth was drawn, the same for all seeds
}

// testPart is the number of the first image of a test part: more than any training
// part holds, so that it does not depend on how many those are.
const testPart = 1 << 30

// newSplits returns the splits of a source with a training part, unless only the test
// part was asked for, and, if test is not nil, a test part. The last validation images
// of the training part are held out.
func newSplits(train, test *Set, validation int) (*Splits, error) {
	s := &Splits{All: train, HasTest: test != nil}
	switch {
	case test == nil:
		train, test = holdOut(train)
	case train == nil:
		test.number(testPart)
		none := test.Slice(0, 0)
		return &Splits{Train: none, Validation: none, Test: test, All: test, HasTest: true}, nil
	default:
		if err := sameSize(train, test); err != nil {
			return nil, err
		}
		test.number(testPart)
		s.All = joined(train, test)
	}
	n := train.Len()
	if validation == DefaultValidation {
		validation = min(5000, n/10)
	}
	if validation < 0 || validation > 0 && validation >= n {
		return nil, &OptionError{"validation",
			fmt.Sprintf("cannot hold out %d of the %d training images of %s", validation, n, train.Name)}
	}
	s.Train, s.Validation, s.Test = train.Slice(0, n-validation), train.Slice(n-validation, n), test
	return s, nil
}

// sameSize returns a *FormatError unless the images of both sets have the same size.
func sameSize(train, test *Set) error {
	want, found := Size{train.Height, train.Width}, Size{test.Height, test.Width}
	if want == found {
		return nil
	}
	return &FormatError{test.Name, -1, fmt.Sprintf("test images of %v, as those for training", want), found.String()}
}

// holdOut draws a tenth of the images, one at least, as a test split: a fixed
// permutation, so that runs with different seeds can be compared.
func holdOut(all *Set) (train, test *Set) {
	source := rng.Stream(0, "split", 0)
	order := make([]int, all.Len())
	source.Perm(order)
	n := max(1, all.Len()/10)
	return all.pick(order[n:]), all.pick(order[:n])
}

// SplitNames are the names that Splits.Split knows.
func SplitNames() []string { return []string{"train", "validation", "test", "all"} }

// Split returns the split of that name; an *OptionError if there is none or it is empty.
func (s *Splits) Split(name string) (*Set, error) {
	split := map[string]*Set{"train": s.Train, "validation": s.Validation, "test": s.Test, "all": s.All}[name]
	if split == nil {
		return nil, &OptionError{"split", fmt.Sprintf("unknown split %q (known: %s)", name, strings.Join(SplitNames(), ", "))}
	}
	if split.Len() == 0 {
		return nil, &OptionError{"split", fmt.Sprintf("the %s split of %s has no images", name, s.All.Name)}
	}
	return split, nil
}
