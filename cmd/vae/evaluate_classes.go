package main

import (
	"context"

	"vae/evaluate"
)

// measureClasses measures a model with classes: as a classifier of the images, by Bayes' theorem,
// and by what it draws of each class.
func (e *evaluation) measureClasses(ctx context.Context, a *app, c *evaluateCmd) error {
	s := e.subject
	if err := s.CheckClasses(s.Labels(), s.Len()); err != nil {
		a.tell("vae: note: there are no figures of classes: %s", plain(err))
		return nil
	}
	if classes := len(s.Classes()); s.Len() > maxProbabilities/classes {
		a.tell("vae: note: there are no figures of classes: %d images times %d classes are more than %d",
			s.Len(), classes, maxProbabilities)
		return nil
	}
	count, end := a.counter(c.Progress, s.Len()*len(s.Classes()))
	b, err := evaluate.MeasureBayes(ctx, s.Model, s.Set, s.protocol, count)
	if end(); err != nil {
		return err
	}
	b = b.Times(e.unit())
	e.Bayes = &b
	training := s.splits.Train
	if training.Len() == 0 || !training.Labelled() {
		return nil
	}
	d, err := evaluate.MeasureDrawnLabels(ctx, s.Model, training, s.Set, s.protocol.Seed)
	e.Drawn = &d
	return err
}
