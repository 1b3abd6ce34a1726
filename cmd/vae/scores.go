package main

import (
	"context"
	"errors"

	"vae/data"
	"vae/evaluate"
)

type scoresCmd struct {
	onImages `embed:""`
	Output   string `name:"out" short:"o" default:"scores.csv" placeholder:"FILE" help:"Table to write: .csv, .npz, .npy (log_p alone) or -."`
	Sheet    string `placeholder:"FILE" help:"Picture of the least likely images to write, the least likely first with their index and log_p (default: least-likely.png; with -o - none)."`
	N        int    `short:"n" default:"64" help:"Number of images on the sheet; 0: no sheet."`
	Pairs    bool   `help:"Show the images of the sheet above their reconstructions."`
	Samples  int    `default:"100" help:"Draws z ~ q(z|x) for each image, K: log_p is the importance-weighted bound L_K."`
	Seed     uint64 `default:"1" help:"Random seed of the draws."`
	Prior    string `default:"own" placeholder:"PRIOR" help:"Prior to score under: ${taken}, or the file of a fitted one (default: own)."`
	cores    `embed:""`
	JSON     bool `help:"Print the summary as JSON."`
	passing  `embed:""`
}

func (c *scoresCmd) Run(a *app) error {
	to := outputs{{"-o", c.Output, c.Shard.form(checkTable)}}
	if c.Sheet != "" {
		to = append(to, destination{"--sheet", c.Sheet, checkSheet})
	}
	t, ref, err := c.load(a, to)
	if err == nil {
		t, err = a.choosePrior(t, "--prior", c.Prior)
	}
	if err = a.agree(err); err != nil {
		return err
	}
	if c.Shard.some() {
		return patiently(func(ctx context.Context) error { return c.writePiece(ctx, a, t, ref) })
	}
	var s *scored
	err = interruptibly(func(ctx context.Context) (err error) {
		s, err = c.score(ctx, a, t, ref)
		return err
	})
	if err != nil {
		return err
	}
	a.inJSON = c.JSON
	if err := a.write(c.Output, s.output()); err != nil {
		return err
	}
	if s.sheet != nil {
		if err := a.writeSheet(c.Sheet, s.sheet); err != nil {
			return err
		}
	}
	if c.piped() {
		return nil
	}
	summary := s.summary(a.written)
	return a.show(c.JSON, summary, func() { summary.print(a.stderr) })
}

// check returns an error if the flags make no sense. It decides where a shard and the sheet go.
func (c *scoresCmd) check(a *app) error {
	if err := c.passing.check(a, &c.Output); err != nil {
		return err
	}
	switch {
	case c.Samples < 1 || c.Samples > maxSamples:
		return usagef("--samples %d is outside 1 to %d", c.Samples, maxSamples)
	case c.N < 0:
		return usagef("-n %d is not 0 or more", c.N)
	case c.JSON && c.piped():
		return usageError("--json and the scores would both go to stdout", "-o scores.npy")
	}
	if c.Sheet == "" && !c.piped() {
		c.Sheet = "least-likely.png"
	}
	if c.N == 0 || c.Shard.some() {
		c.Sheet = ""
	}
	return nil
}

// piped reports whether the scores go to another program.
func (c *scoresCmd) piped() bool { return c.Output == "-" || isDevice(c.Output) }

// score scores the images, and those that they are compared with.
func (c *scoresCmd) score(ctx context.Context, a *app, t *trained, ref string) (*scored, error) {
	s, err := c.open(ctx, a, t, ref)
	if err = a.agree(err); err != nil {
		return nil, err
	}
	if err := s.score(ctx, a, c.settings()); err != nil {
		return nil, err
	}
	n := 0 // images on the sheet
	if c.Sheet != "" {
		n = min(c.N, s.Len())
	}
	return s, s.show(ctx, n, c.Pairs)
}

// open opens the images, and those that they are compared with.
func (c *scoresCmd) open(ctx context.Context, a *app, t *trained, ref string) (*scored, error) {
	splits, err := a.splits(ctx, t, ref, &c.source, false)
	if err != nil {
		return nil, err
	}
	set, err := t.images(splits, ref, c.Split)
	if err != nil {
		return nil, err
	}
	a.warnOfOwnImages(t, set, ref, c.Split)
	if !t.owns(splits) {
		splits = nil // not those of the run
	}
	s := &scored{trained: t, images: set}
	binarize := evaluate.Binarization(t.config.Data.Binarize)
	s.protocol = evaluate.Protocol{Binarize: binarize, Samples: c.Samples, Seed: c.Seed}
	if s.kind, err = t.kind(set, s.protocol.Binarize); err != nil {
		return nil, err
	}
	s.among, err = c.reference(ctx, a, t, splits)
	return s, err
}

// reference returns the images that percentiles are taken among: the validation images of the run
// or, if it has none, its first training images. It warns and returns nil if they cannot be read.
// own are the splits of the run's data, nil if they are yet to be read.
func (c *scoresCmd) reference(ctx context.Context, a *app, t *trained, own *data.Splits) (*images, error) {
	among, err := c.heldOut(ctx, a, t, own)
	if err = a.agree(err); err != nil && !errors.Is(err, context.Canceled) {
		a.tell("vae: warning: there are no percentiles: %s", plain(err))
		return nil, nil
	}
	return among, err
}

// mostReference is the largest number of training images that percentiles are taken among.
const mostReference = 5000

func (c *scoresCmd) heldOut(ctx context.Context, a *app, t *trained, own *data.Splits) (among *images, err error) {
	if own == nil {
		if own, err = a.splits(ctx, t, "", &source{Limit: c.Limit}, false); err != nil {
			return nil, err
		}
	}
	if own.Validation.Len() > 0 {
		return t.images(own, "", "validation")
	}
	if among, err = t.images(own, "", "train"); err != nil {
		return nil, err
	}
	among.Set = among.Slice(0, min(mostReference, among.Len()))
	a.tell("vae: warning: %s has no validation images: percentiles are among %d of its training images",
		t.run, among.Len())
	return among, nil
}
