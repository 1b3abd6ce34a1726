package data

import (
	"cmp"
	"fmt"
	"strings"

	"vae/data/internal/format"
	"vae/internal/fault"
)

// DefaultValidation asks for a validation split of the usual size: all of the source's own
// validation part or, if it has none, a tenth of the training images, at most 5,000.
const DefaultValidation = -1

// OwnValidation asks for the source's own validation part, or for none if it has none.
const OwnValidation = -2

// Splits are the parts of a data set. They share their memory. The images of each are in the order
// of the source.
type Splits struct {
	Train      *Set // without the validation images
	Validation *Set // may be empty
	Test       *Set
	All        *Set    // all images: those of the training part, the validation part and the test part, whose fingerprint is known
	HasTest    bool    // the source has its own test part; otherwise a tenth was drawn, the same for all seeds
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

// splits returns the splits of what was read.
func (r *reader) splits(found parts) (*Splits, error) {
	want := found.first().shape
	for k, part := range partOrder {
		set := found[part]
		if set == nil {
			continue
		}
		if set.shape != want {
			return nil, format.Expected(set.Name, fmt.Sprintf("images of %v in every part", want), set.shape)
		}
		set.sections[0].part = k
	}
	if r.opts.LastRows && found[trainName] != nil {
		delete(found, validationName)
	}
	s := &Splits{HasTest: found[testName] != nil, All: found.all()}
	var err error
	if s.All.fingerprint, err = s.All.Fingerprint(); err != nil {
		return nil, err
	}
	if found[trainName] == nil {
		s.untrained(found)
	} else {
		if err := s.divide(found, r.opts.Validation, r.published || r.opts.LastRows); err != nil {
			return nil, err
		}
		if !r.published {
			r.tellMissing(s)
		}
		own := found[validationName]
		if n := s.Validation.Len(); s.HeldOut == HeldOutOwn && n > 0 && n < own.Len() {
			r.note("%d of its %d validation images are used", n, own.Len())
		}
	}
	s.Notices = r.notices
	return s, nil
}

// untrained makes the splits of a source without a training part.
func (s *Splits) untrained(found parts) {
	none := s.All.Slice(0, 0)
	s.Train, s.Validation, s.Test = none, cmp.Or(found[validationName], none), cmp.Or(found[testName], none)
	if found[validationName] != nil {
		s.HeldOut = HeldOutOwn
	}
}

// divide makes the splits of a source with a training part, with n validation images. Images are
// held out from the end of the training part if last is true, else drawn.
func (s *Splits) divide(found parts, n int, last bool) error {
	train := found[trainName]
	switch s.Test = found[testName]; {
	case s.Test == nil && last:
		train, s.Test = lastRowsTest(train)
	case s.Test == nil:
		train, s.Test = train.draw("split", max(1, train.Len()/10))
	}
	s.Train = train
	if own := found[validationName]; own != nil {
		return s.takeOwn(own, n)
	}
	switch n {
	case DefaultValidation:
		n = UsualValidation(train.Len())
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

// UsualValidation returns how many of so many training images are held out by DefaultValidation, of
// a source without a validation part.
func UsualValidation(training int) int { return min(5000, training/10) }

// takeOwn takes n images of the source's own validation part, or all.
func (s *Splits) takeOwn(own *Set, n int) error {
	if n == DefaultValidation || n == OwnValidation {
		n = own.Len()
	}
	if n < 0 || n > own.Len() {
		return &OptionError{"validation",
			fmt.Sprintf("the validation part of %s has %d images, not %d", own.Name, own.Len(), n)}
	}
	s.HeldOut = HeldOutOwn
	_, s.Validation = own.draw("validation", n)
	return nil
}

// tellMissing notes which classes the training and the validation images lack. It is a warning
// unless those of a class happened not to be drawn.
func (r *reader) tellMissing(s *Splits) {
	all := s.All.Counts()
	if all == nil || s.Train.Len() == 0 {
		return
	}
	tell := func(part string, set *Set, warning bool) {
		there := map[int]bool{}
		for _, label := range set.Labels() {
			there[label] = true
		}
		var lacking []string
		for _, c := range all {
			if !there[c.Label] {
				lacking = append(lacking, c.Name)
			}
		}
		if len(lacking) > 0 {
			r.tell(Notice{Warning: warning}, "no %s images of %d of %d classes: %s",
				part, len(lacking), len(all), shortened(lacking))
		}
	}
	tell("training", s.Train, true)
	if s.Validation.Len() > 0 {
		tell("validation", s.Validation, s.HeldOut != HeldOutDrawn)
	}
}

// shortened lists names, of many the first few.
func shortened(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// SplitNames returns the names of the splits, as Splits.Split takes them.
func SplitNames() []string { return []string{"train", "validation", "test", "all"} }

// Split returns the split of that name. The error is an *OptionError if there is none or it is
// empty.
func (s *Splits) Split(name string) (_ *Set, err error) {
	defer fault.Mark("data", &err)
	split := map[string]*Set{"train": s.Train, "validation": s.Validation, "test": s.Test, "all": s.All}[name]
	if split == nil {
		known := strings.Join(SplitNames(), ", ")
		return nil, &OptionError{"split", fmt.Sprintf("unknown split %q (known: %s)", name, known)}
	}
	if split.Len() == 0 {
		return nil, &OptionError{"split", fmt.Sprintf("the %s split of %s has no images", name, s.All.Name)}
	}
	return split, nil
}
