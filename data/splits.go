package data

import (
	"cmp"
	"fmt"
	"strings"

	"vae/data/internal/format"
	"vae/internal/fault"
)

// DefaultValidation asks for a validation split of the usual size: all of the source's own
// validation part or, where it has none, a tenth of the training images, 5,000 at most.
const DefaultValidation = -1

// OwnValidation asks for the source's own validation part, or for none where it has none.
const OwnValidation = -2

// Splits are the parts of a data set. They share their memory. The images of each are in the order
// of the source.
type Splits struct {
	Train      *Set // without the validation images
	Validation *Set // may be empty
	Test       *Set
	All        *Set    // every image: of the training part, then of the validation and of the test part
	HasTest    bool    // the source came with its own test part; otherwise a tenth was drawn, the same for all seeds
	HeldOut    HeldOut // where Validation comes from
	Notices    []Notice
}

// HeldOut says where the validation images come from.
type HeldOut string

// The origins of validation images.
const (
	HeldOutLast  HeldOut = ""      // the last of the training images
	HeldOutDrawn HeldOut = "drawn" // drawn from the training images, the same for all seeds
	HeldOutOwn   HeldOut = "own"   // the source's own validation part
)

// The numbers of the first image of a validation and of a test part: more than any training part
// holds, so that they do not depend on how many those are.
const (
	validationPart = 1 << 29
	testPart       = 1 << 30
)

// splits returns the splits of what was read.
func (r *reader) splits(found parts) (*Splits, error) {
	if err := found.sameShape(); err != nil {
		return nil, err
	}
	if found.validation != nil {
		found.validation.number(validationPart)
	}
	if found.test != nil {
		found.test.number(testPart)
	}
	s := &Splits{HasTest: found.test != nil}
	if found.train == nil {
		s.untrained(found)
		s.Notices = r.notices
		return s, nil
	}
	if err := s.divide(found, r.opts); err != nil {
		return nil, err
	}
	if !found.published {
		r.missing(s)
	}
	if n := s.Validation.Len(); s.HeldOut == HeldOutOwn && n > 0 && n < found.validation.Len() {
		r.note("%s: %d of its %d validation images are used", r.name, n, found.validation.Len())
	}
	s.Notices = r.notices
	return s, nil
}

// untrained makes the splits of a source without a training part.
func (s *Splits) untrained(found parts) {
	none := found.any().Slice(0, 0)
	s.Train, s.Validation, s.Test = none, cmp.Or(found.validation, none), cmp.Or(found.test, none)
	if s.All = found.any(); found.validation != nil {
		s.HeldOut = HeldOutOwn
		if found.test != nil {
			s.All = joined(found.validation, found.test)
		}
	}
}

// divide makes the splits of a source with a training part.
func (s *Splits) divide(found parts, opts Options) error {
	last := found.published || opts.LastRows
	if opts.LastRows {
		found.validation = nil
	}
	s.All = found.train
	for _, part := range []*Set{found.validation, found.test} {
		if part != nil {
			s.All = joined(s.All, part)
		}
	}
	train, test := found.train, found.test
	switch {
	case test == nil && last:
		train, test = lastRowsTest(train)
	case test == nil:
		train, test = train.draw("split", max(1, train.Len()/10))
	}
	s.Test = test
	if found.validation != nil {
		return s.own(train, found.validation, opts.Validation)
	}
	n := opts.Validation
	switch n {
	case DefaultValidation:
		n = min(5000, train.Len()/10)
	case OwnValidation:
		n = 0
	}
	if n < 0 || n > 0 && n >= train.Len() {
		return &OptionError{"validation",
			fmt.Sprintf("cannot hold out %d of the %d training images of %s", n, train.Len(), train.Name)}
	}
	if last {
		s.Train, s.Validation = train.Slice(0, train.Len()-n), train.Slice(train.Len()-n, train.Len())
		return nil
	}
	s.HeldOut = HeldOutDrawn
	s.Train, s.Validation = train.draw("validation", n)
	return nil
}

// own takes n images of the source's own validation part, or all.
func (s *Splits) own(train, validation *Set, n int) error {
	if n == DefaultValidation || n == OwnValidation {
		n = validation.Len()
	}
	if n < 0 || n > validation.Len() {
		return &OptionError{"validation", fmt.Sprintf("the validation part of %s has %d images, not %d", train.Name, validation.Len(), n)}
	}
	s.HeldOut, s.Train = HeldOutOwn, train
	_, s.Validation = validation.draw("validation", n)
	return nil
}

// sameShape returns a *FormatError unless the images of all parts have the same shape.
func (p parts) sameShape() error {
	want := p.any().shape
	for _, s := range []*Set{p.validation, p.test} {
		if s != nil && s.shape != want {
			return format.Expected(s.Name, -1, fmt.Sprintf("images of %v in every part", want), s.shape.String())
		}
	}
	return nil
}

// missing tells of classes that the training or the validation images lack. Of a few drawn ones
// that is no surprise, and no warning.
func (r *reader) missing(s *Splits) {
	all := s.All.Counts()
	if all == nil || s.Train.Len() == 0 {
		return
	}
	lacks := func(part string, set *Set, warning bool) {
		there := map[int]bool{}
		for _, label := range set.Labels {
			there[label] = true
		}
		var names []string
		for _, c := range all {
			if !there[c.Label] {
				names = append(names, c.Name)
			}
		}
		if len(names) > 0 {
			r.notices = append(r.notices, Notice{Warning: warning,
				Message: fmt.Sprintf("%s: no %s images of %d of %d classes: %s", r.name, part, len(names), len(all), shortened(names))})
		}
	}
	lacks("training", s.Train, true)
	if s.Validation.Len() > 0 {
		lacks("validation", s.Validation, s.HeldOut != HeldOutDrawn)
	}
}

// shortened lists names, the first few if there are many.
func shortened(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// SplitNames are the names that Splits.Split knows.
func SplitNames() []string { return []string{"train", "validation", "test", "all"} }

// Split returns the split of that name; an *OptionError if there is none or it is empty.
func (s *Splits) Split(name string) (_ *Set, err error) {
	defer fault.Mark("data", &err)
	split := map[string]*Set{"train": s.Train, "validation": s.Validation, "test": s.Test, "all": s.All}[name]
	if split == nil {
		return nil, &OptionError{"split", fmt.Sprintf("unknown split %q (known: %s)", name, strings.Join(SplitNames(), ", "))}
	}
	if split.Len() == 0 {
		return nil, &OptionError{"split", fmt.Sprintf("the %s split of %s has no images", name, s.All.Name)}
	}
	return split, nil
}
