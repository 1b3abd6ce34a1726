package main

import (
	"context"

	"vae/evaluate"
)

// measureClasses measures a model with classes: as a classifier of the images, by Bayes' theorem,
// and by what it draws of each class.
func (e *evaluation) measureClasses(ctx context.Context, a *app, c *evaluateCmd) error {
	s := e.subject
	b, err := c.passOfClasses(ctx, a, s)
	if err != nil || b == nil {
		return err
	}
	*b = b.Times(e.unit())
	e.Bayes = b
	training := s.splits.Train
	if training.Len() == 0 || !training.Labelled() {
		return nil
	}
	d, err := evaluate.MeasureDrawnLabels(ctx, s.Model, training, s.Set, s.protocol.Seed)
	e.Drawn = &d
	return err
}

// passOfClasses measures a model as a classifier; nil if it has no classes, or that is not asked
// for. What is in the way it says.
func (c *evaluateCmd) passOfClasses(ctx context.Context, a *app, s *subject) (*evaluate.Bayes, error) {
	if !c.Classify || s.Classes() == nil {
		return nil, nil
	}
	if err := s.CheckClasses(s.Labels(), s.Len()); err != nil {
		a.tell("vae: note: there are no figures of classes: %s", plain(err))
		return nil, nil
	}
	if classes := len(s.Classes()); s.Len() > maxProbabilities/classes {
		a.tell("vae: note: there are no figures of classes: %d images times %d classes are more than %d",
			s.Len(), classes, maxProbabilities)
		return nil, nil
	}
	by, err := a.relay("log p(x|y)", []*trained{s.trained}, s.images, c.settings())
	if err != nil {
		return nil, err
	}
	count, end := a.counter(c.Progress, s.Len()*len(s.Classes()))
	defer end()
	b, err := evaluate.MeasureBayes(ctx, by, s.Model, s.Set, s.protocol, count)
	return &b, err
}
