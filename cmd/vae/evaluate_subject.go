package main

import (
	"cmp"
	"context"
	"fmt"

	"vae"
	"vae/data"
	"vae/evaluate"
)

// subject is a run that is to be measured, with the images and the protocol.
type subject struct {
	*trained
	*images
	fitted   *trained // the same under a prior that was fitted to it, nil if it is not to be measured
	protocol evaluate.Protocol
	kind     vae.Kind // what kind of number log p(x) is
	grey     bool     // some pixels are neither black nor white
	unfit    string   // why codes are not classified; "" if they are
}

// subject opens the images that a run is measured on.
func (c *evaluateCmd) subject(ctx context.Context, a *app, t *trained, ref string) (*subject, error) {
	splits, err := a.splits(ctx, t, ref, &c.source, !c.Classify && (c.Split == "" || c.Split == "test"))
	if err != nil {
		return nil, err
	}
	s := &subject{trained: t, unfit: "--no-classify"}
	if c.Prior == "" {
		s.fitted = a.underFitted(t)
	} else if s.trained, err = a.choosePrior(t, "--prior", c.Prior); err != nil {
		return nil, err
	}
	if s.images, err = t.images(splits, ref, c.split(t, splits)); err != nil {
		return nil, err
	}
	a.warnOfOwnImages(t, s.images, ref, c.Split)
	if s.protocol, err = c.protocol(t); err != nil {
		return nil, err
	}
	if err := s.look(); err != nil {
		return nil, err
	}
	if c.Classify {
		s.unfit = s.unfitToClassify()
	}
	if c.Classify && t.config.Model.Conditional {
		s.unfit = "the codes are made with the labels"
	}
	if c.Classify && a.gave(&c.Classify) && s.unfit != "" {
		return nil, usageError("--classify: "+s.unfit, "")
	}
	return s, nil
}

// look sets what the pixels say.
func (s *subject) look() (err error) {
	if s.grey, err = s.images.grey(s.protocol.Binarize); err == nil {
		s.kind, err = s.config.Model.Kind(s.grey)
	}
	return err
}

// split returns the split to measure on. By default one run is measured on the test images of its
// own data, wherever they are; several are measured on the same split.
func (c *evaluateCmd) split(t *trained, splits *data.Splits) string {
	if runs, _ := runsAndData(c.Args); c.Split == "" && len(runs) == 1 && t.owns(splits) {
		return "test"
	}
	return c.Split
}

func (c *evaluateCmd) protocol(t *trained) (p evaluate.Protocol, err error) {
	p = evaluate.Protocol{Binarize: t.config.Data.Binarize, Samples: c.Samples, Seed: c.Seed}
	if c.Binarize != "" {
		if p.Binarize, err = data.ParseBinarization(c.Binarize); err != nil {
			return p, err
		}
	}
	p.Binarize = evaluate.Binarization(p.Binarize)
	return p, nil
}

// alike returns an error that says what differs if two runs cannot stand in one table.
func (s *subject) alike(other *subject) error {
	theirs, err := other.premises()
	if err != nil {
		return err
	}
	ours, err := s.premises()
	if err != nil {
		return err
	}
	for i, mine := range ours {
		if mine.key() != theirs[i].key() {
			return usageError(fmt.Sprintf("%s and %s cannot be compared: %s %s and %s",
				s.run, other.run, mine.name, mine.text, theirs[i].text), mine.hint)
		}
	}
	return nil
}

// premise is what runs must have in common to be compared.
type premise struct{ name, text, digest, hint string }

// key is what must be equal: the digest of images, whatever they are called.
func (p premise) key() string { return cmp.Or(p.digest, p.text) }

// premises returns what may differ between the runs of a command line.
func (s *subject) premises() ([]premise, error) {
	images, err := s.Fingerprint()
	if err != nil {
		return nil, err
	}
	classified, err := s.classified()
	return []premise{
		{"images:", fmt.Sprintf("%v of %v", s.images, s.Shape()), images,
			"DATA after the runs measures all of them on the same images"},
		{"binarisation", s.protocol.Binarize.String(), "",
			"--binarize once measures all of them on the same black and white images"},
		{"likelihood: a", string(s.kind), "", "figures of different kinds do not belong in one table"},
		{"figures of", s.evidence(), "", "a conditional model is told the label"},
		classified,
	}, err
}

// pixels says what the binarisation makes of them.
func (s *subject) pixels() string {
	if b := s.protocol.Binarize; b == data.BinarizeNone && !s.grey {
		return "pixels are black or white as they are"
	}
	return data.Binarizations().Help[s.protocol.Binarize]
}

// classified says what the classifiers learn from.
func (s *subject) classified() (p premise, err error) {
	p = premise{"classifiers of", "no codes", "", "--no-classify leaves the classifiers out"}
	if training := s.splits.Train; s.unfit == "" {
		p.text = fmt.Sprintf("%d labelled codes of %s", training.Len(), s.ref)
		p.digest, err = training.Fingerprint()
		p.digest += fmt.Sprint(training.Labels(), s.Labels())
	}
	return p, err
}

func (s *subject) classify(ctx context.Context) (*evaluate.Classification, error) {
	training, err := evaluate.Encode(ctx, s.Model, s.splits.Train, s.protocol.Binarize)
	if err != nil {
		return nil, err
	}
	test, err := evaluate.Encode(ctx, s.Model, s.Set, s.protocol.Binarize)
	if err != nil {
		return nil, err
	}
	c, err := evaluate.Classify(ctx, training, test)
	return &c, err
}

// maxProbabilities bounds the probabilities, of each class for each training image, that the linear
// classifier computes at every step: 128 MiB of them.
const maxProbabilities = 1 << 24

// unfitToClassify says why no classifier can learn from the training images and be tested on these;
// "" if one can.
func (s *images) unfitToClassify() string {
	training := s.splits.Train
	classes := len(training.Counts())
	switch {
	case !s.Labelled():
		return s.ref + " has no labels"
	case s.split != "test" && s.split != "validation":
		return "the " + s.split + " split holds the images to learn from"
	case training.Len() == 0:
		return s.ref + " has no training images"
	case classes < 2:
		return "the training images of " + s.ref + " have but one label"
	case training.Len() > maxProbabilities/classes:
		return fmt.Sprintf("%d training images of %s times %d labels are more than %d",
			training.Len(), s.ref, classes, maxProbabilities)
	}
	return ""
}
