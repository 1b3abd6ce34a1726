package main

import (
	"context"
	"errors"
	"fmt"

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
	cores    `embed:""`
	JSON     bool `help:"Print the summary as JSON."`
}

func (c *scoresCmd) Run(a *app) error {
	t, ref, err := c.load(a, c.outputs())
	if err != nil {
		return err
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

// check returns an error if the flags make no sense. It decides where the sheet goes.
func (c *scoresCmd) check(*app) error {
	switch {
	case c.Samples < 1 || c.Samples > maxSamples:
		return usageError(fmt.Sprintf("--samples %d is outside 1 to %d", c.Samples, maxSamples), "")
	case c.N < 0:
		return usageError(fmt.Sprintf("-n %d is not 0 or more", c.N), "")
	case c.JSON && c.piped():
		return usageError("--json and the scores would both go to stdout", "-o scores.npy")
	}
	if c.Sheet == "" && !c.piped() {
		c.Sheet = "least-likely.png"
	}
	if c.Sheet == "" || c.N == 0 {
		c.Sheet, c.N = "", 0
	}
	return nil
}

func (c *scoresCmd) outputs() outputs {
	o := outputs{{"-o", c.Output, checkTable}}
	if c.Sheet != "" {
		o = append(o, destination{"--sheet", c.Sheet, checkSheet})
	}
	return o
}

// piped reports whether the scores go to another program.
func (c *scoresCmd) piped() bool { return c.Output == "-" || isDevice(c.Output) }

// score scores the images, and those that they are compared with.
func (c *scoresCmd) score(ctx context.Context, a *app, t *trained, ref string) (*scored, error) {
	splits, err := a.splits(ctx, t, ref, &c.source, false)
	if err != nil {
		return nil, err
	}
	set, err := t.images(splits, ref, c.Split)
	if err != nil {
		return nil, err
	}
	if c.Split == "" {
		a.warnOfOwnImages(t, set, ref)
	}
	if !t.owns(splits) {
		splits = nil // not those of the run
	}
	among, err := c.reference(ctx, a, t, splits)
	if err != nil {
		return nil, err
	}
	s := &scored{trained: t, images: set, among: among}
	s.protocol = evaluate.Protocol{Binarize: evaluate.Binarization(t.config.Data.Binarize), Samples: c.Samples, Seed: c.Seed}
	if s.kind, err = t.config.Model.Kind(set.grey(s.protocol.Binarize)); err != nil {
		return nil, err
	}
	if err := s.score(ctx, a); err != nil {
		return nil, err
	}
	return s, s.show(ctx, min(c.N, set.Len()), c.Pairs)
}

// reference returns the images among which percentiles are taken: those that the run held out for
// validation or, where it held out none, the first that it trained on. It is nil where they cannot
// be had, of which a line tells. own are the splits of the run's data, nil if they have yet to be
// read.
func (c *scoresCmd) reference(ctx context.Context, a *app, t *trained, own *data.Splits) (*images, error) {
	among, err := c.heldOut(ctx, a, t, own)
	if err != nil && !errors.Is(err, context.Canceled) {
		a.tell("vae: warning: there are no percentiles: %s", plain(err))
		return nil, nil
	}
	return among, err
}

// mostReference is the most training images that percentiles are taken among.
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
	a.tell("vae: warning: %s has no validation images: percentiles are among %d of its training images", t.run, among.Len())
	return among, nil
}
