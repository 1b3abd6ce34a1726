package main

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"vae/data"
	"vae/evaluate"
	"vae/train"
)

type evaluateCmd struct {
	Args     []string `arg:"" optional:"" name:"run" help:"Run folders or checkpoints (default: the newest run). The last may be a data set or path to images (default: what each was trained on)."`
	source   `embed:""`
	Samples  int    `default:"10" help:"Draws z ~ q(z|x) for each image, K: −log p(x) is bounded with 1, 10, 100, … and K of them. Papers use 5000."`
	Binarize string `help:"Binarisation of the images (default: as in training): ${binarizations}." placeholder:"NAME"`
	Seed     uint64 `default:"1" help:"Random seed of the draws."`
	Bits     bool   `help:"Print bits instead of nats, and bits per dimension."`
	Classify bool   `default:"true" negatable:"" help:"Measure how well classifiers do on the codes, where images have labels, and p(y|x) by Bayes where the model knows classes."`
	Prior    string `placeholder:"PRIOR" help:"Prior to measure under: ${taken}, or the file of a fitted one (default: the model's own and, beside it, the fitted one, if there is one)."`
	Progress string `default:"auto" enum:"auto,bar,none" help:"Progress: auto (a bar on a terminal), bar, none."`
	JSON     bool   `help:"Print JSON; for several runs an array."`
	Output   string `name:"out" short:"o" placeholder:"FILE" help:"Of --shard: piece to write (default: evaluate-I-of-N.piece)."`

	passing  `embed:""`
	cores    `embed:""`
	aisFlags `embed:""`
}

// maxSamples bounds the memory that the draws of one image take.
const maxSamples = 1_000_000

func (c *evaluateCmd) check(a *app) error {
	if c.Samples < 1 || c.Samples > maxSamples {
		return usagef("--samples %d is outside 1 to %d", c.Samples, maxSamples)
	}
	if a.gave(&c.Output) && !c.Shard.some() && a.merging == nil {
		return usageError("-o is for the piece of a --shard", "figures go to stdout")
	}
	return cmp.Or(c.passing.check(a, &c.Output), c.aisFlags.check(a))
}

func (c *evaluateCmd) Run(a *app) error {
	if c.Shard.some() {
		return patiently(func(ctx context.Context) error { return c.writePiece(ctx, a) })
	}
	return interruptibly(func(ctx context.Context) error {
		all, err := c.measureAll(ctx, a)
		if err != nil {
			return err
		}
		var result any = all
		if len(all) == 1 {
			result = all[0]
		}
		return a.show(c.JSON, result, func() { printCard(a, withFitted(all)) })
	})
}

// comparable opens all runs and their images, and checks that their figures are comparable.
func (c *evaluateCmd) comparable(ctx context.Context, a *app) ([]*subject, error) {
	runs, ref := runsAndData(c.Args)
	if ref != "" && train.IsFolder(ref) {
		runs, ref = c.Args, "" // a run that has lost its checkpoints
	}
	subjects, err := c.subjects(ctx, a, runs, ref)
	if is[*data.FormatError](err) && len(runs) > 1 && filepath.Dir(ref) == filepath.Dir(runs[0]) {
		subjects, err = c.subjects(ctx, a, c.Args, "") // the last of runs/* is neither a run nor DATA
	}
	if err = a.agree(err); err != nil {
		return nil, err
	}
	for _, s := range subjects[1:] {
		if err := subjects[0].alike(s); err != nil {
			return nil, err
		}
	}
	return subjects, nil
}

// measureAll measures every run.
func (c *evaluateCmd) measureAll(ctx context.Context, a *app) ([]*evaluation, error) {
	subjects, err := c.comparable(ctx, a)
	if err != nil {
		return nil, err
	}
	var all []*evaluation
	for _, s := range subjects {
		e, err := c.measureBoth(ctx, a, s)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
		for _, under := range withFitted([]*evaluation{e}) {
			under.warnOfFewDraws(a)
		}
	}
	for _, e := range withFitted(all)[1:] {
		d := evaluate.NewDifference(e.scores, all[0].scores).Times(e.unit())
		e.Difference = &d
	}
	return all, nil
}

// withFitted returns all evaluations, each followed by that under the fitted prior, if there is
// one.
func withFitted(all []*evaluation) (columns []*evaluation) {
	for _, e := range all {
		if columns = append(columns, e); e.Fitted != nil {
			columns = append(columns, e.Fitted)
		}
	}
	return columns
}

// subjects opens runs and their images. Of several runs it passes over those that cannot be used,
// and says so.
func (c *evaluateCmd) subjects(ctx context.Context, a *app, runs []string, ref string) (all []*subject, err error) {
	var faults []string
	var models []*trained
	for _, run := range runs {
		t, fault := a.load(run)
		if _, err := os.Stat(run); fault != nil && (len(runs) == 1 || err != nil) {
			return nil, fault
		}
		if fault != nil {
			faults = append(faults, faultOf(run, plain(fault)))
			err = cmp.Or(err, fault)
			continue
		}
		models = append(models, t)
	}
	if len(models) == 0 {
		return nil, err
	}
	for _, t := range models {
		s, err := c.subject(ctx, a, t, ref)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	a.tellPassedOver(faults, len(runs))
	return all, nil
}

// measureBoth measures a subject and, beside it, the same under the prior that was fitted to it.
func (c *evaluateCmd) measureBoth(ctx context.Context, a *app, s *subject) (own *evaluation, err error) {
	scores, err := c.pass(ctx, a, s)
	if err != nil {
		return nil, err
	}
	for i, under := range s.both() {
		e, err := newEvaluation(under, scores[i], c.Bits)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			own = e
		} else {
			own.Fitted, e.Classification = e, own.Classification // of the same codes
		}
		if err := c.measure(ctx, a, e); err != nil {
			return nil, err
		}
	}
	return own, nil
}

// both returns the subject and, if there is one, that under the prior which was fitted to it.
func (s *subject) both() []*subject {
	if s.fitted == nil {
		return []*subject{s}
	}
	fitted := *s
	fitted.trained = s.fitted
	return []*subject{s, &fitted}
}

// pass takes the scores of a subject, under both priors if there are two.
func (c *evaluateCmd) pass(ctx context.Context, a *app, s *subject) ([][]evaluate.Score, error) {
	var runs []*trained
	for _, under := range s.both() {
		runs = append(runs, under.trained)
	}
	by, err := a.relay("scores", runs, s.images, c.settings())
	if err != nil {
		return nil, err
	}
	count, end := a.counter(c.Progress, s.Len())
	defer end()
	return scoresUnder(ctx, by, runs, s.Set, s.protocol, count)
}

// measure completes an evaluation.
func (c *evaluateCmd) measure(ctx context.Context, a *app, e *evaluation) (err error) {
	s := e.subject
	card := evaluate.NewCard(e.scores, s.protocol)
	if e.Card = card.Times(e.unit()); c.Bits {
		perImage := card.Times(e.unit() / float64(s.Pixels()))
		e.BitsPerDimension = &perDimension{perImage.NELBO, perImage.NLL().Estimate}
	}
	i, err := evaluate.MeasureInformation(ctx, s.Model, e.scores, s.Labels(), c.Seed)
	if err != nil {
		return err
	}
	e.Information = i.Times(e.unit())
	if e.AIS, err = c.anneal(ctx, a, s, e.unit()); err != nil {
		return err
	}
	if err := e.measureClasses(ctx, a, c); err != nil {
		return err
	}
	if s.unfit == "" && e.Classification == nil {
		e.Classification, err = s.classify(ctx)
	}
	return err
}

// fewDraws is the effective number of draws below which the bound of many draws is loose.
const fewDraws = 1.5

// warnOfFewDraws warns where hardly one of many draws counts.
func (e *evaluation) warnOfFewDraws(a *app) {
	if k := e.Protocol.Samples; k >= 10 && e.Effective.Mean < fewDraws {
		a.tell("vae: warning: of %d draws for an image of %s only %.1f count: −log p(x) is a loose bound",
			k, e.Run, e.Effective.Mean)
		a.tell("vae: hint: --ais, or far more --samples, give a tighter one")
	}
}

// show prints a result as JSON, or for people to read.
func (a *app) show(inJSON bool, result any, print func()) error {
	if inJSON {
		return a.json(result)
	}
	print()
	return nil
}

// json prints a value as indented JSON.
func (a *app) json(value any) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
