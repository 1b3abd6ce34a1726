package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"vae"
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
	Prior    string `default:"own" placeholder:"PRIOR" help:"Prior to score under: ${taken}, or the file of a fitted one."`
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

// merge has the command join pieces.
func (c *scoresCmd) merge(_ *app, m *mergeCmd) error {
	c.Shard, c.Output, c.Sheet, c.JSON = shard{}, cmp.Or(m.Output, "scores.csv"), m.Sheet, c.JSON || m.JSON
	return nil
}

// settings says what the scores depend on beside the run and the images.
func (c *scoresCmd) settings() []string {
	return []string{fmt.Sprint("--samples ", c.Samples), fmt.Sprint("--seed ", c.Seed),
		fmt.Sprint("-n ", c.N), fmt.Sprint("--pairs=", c.Pairs)}
}

// check returns an error if the flags make no sense. It decides where a shard and the sheet go.
func (c *scoresCmd) check(a *app) error {
	if c.Shard.some() && !a.gave(&c.Output) {
		c.Output = c.Shard.file(a.command)
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

// writePiece writes the scores of a shard.
func (c *scoresCmd) writePiece(ctx context.Context, a *app, t *trained, ref string) error {
	s, err := c.open(ctx, a, t, ref)
	if err = a.agree(err); err != nil {
		return err
	}
	return a.writePiece(c.Output, c.Shard, func() error { return s.pass(ctx, a, c.settings()) })
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

// scoring is what scores prints as JSON.
type scoring struct {
	Checkpoint  string              `json:"checkpoint"`
	Step        int64               `json:"step"`
	Data        string              `json:"data"`
	Split       string              `json:"split"`
	Images      int                 `json:"images"`
	Likelihood  string              `json:"likelihood"`
	Prior       string              `json:"prior"`
	Kind        vae.Kind            `json:"figure"` // what kind of number log p(x) is
	Protocol    evaluate.Protocol   `json:"protocol"`
	Effective   *evaluate.Effective `json:"effective_draws,omitempty"` // nil with one draw
	Among       *percentileSource   `json:"percentiles_among,omitempty"`
	LeastLikely []imageScore        `json:"least_likely"`
	Written     []string            `json:"written"` // paths of the table and of the sheet

	images   *images
	evidence string // what the scores are
}

// percentileSource says what percentiles are taken among.
type percentileSource struct {
	Split    string `json:"split"`
	Images   int    `json:"images"`
	Unlikely int    `json:"below_1_percent"` // of the scored images: less likely than 99 % of these
}

type imageScore struct {
	Index      int      `json:"index"`
	File       string   `json:"file,omitempty"`
	LogP       float64  `json:"log_p"`
	Percentile *float64 `json:"percentile,omitempty"`
}

// shownScores is the number of images in a summary.
const shownScores = 5

// summary tells how the scores were taken, and which images are the least likely.
func (s *scored) summary(written []string) scoring {
	all := scoring{
		Checkpoint: s.path, Step: s.state.Step, Data: s.ref, Split: s.split, Images: s.Len(),
		Likelihood: s.config.Model.Likelihood, Prior: s.priorName(), Kind: s.kind, Protocol: s.protocol,
		Written: written, images: s.images, evidence: s.evidence(),
	}
	if s.protocol.Samples > 1 {
		e := evaluate.NewEffective(s.scores)
		all.Effective = &e
	}
	if s.percentiles != nil {
		all.Among = &percentileSource{Split: s.among.split, Images: s.among.Len()}
		for _, p := range s.percentiles {
			if p < 1 {
				all.Among.Unlikely++
			}
		}
	}
	for _, i := range s.leastLikely(shownScores) {
		line := imageScore{Index: s.Index(i), File: s.File(i), LogP: s.scores[i].LogLikelihood().Value}
		if s.percentiles != nil {
			line.Percentile = &s.percentiles[i]
		}
		all.LeastLikely = append(all.LeastLikely, line)
	}
	return all
}

func (s scoring) print(w io.Writer) {
	fprintf(w, "%s, step %d, on %v\n\n", s.Checkpoint, s.Step, s.images)
	fprintf(w, "least likely%12s%12s\n", s.evidence, "percentile")
	for _, line := range s.LeastLikely {
		fprintf(w, "%12d%12.2f", line.Index, line.LogP)
		if line.Percentile != nil {
			fprintf(w, "%12.2f", *line.Percentile)
		}
		if line.File != "" {
			fprintf(w, "  %s", line.File)
		}
		fprintf(w, "\n")
	}
	if s.Among != nil {
		fprintf(w, "\n%d of %d images are less likely than 99 %% of %d %s images\n",
			s.Among.Unlikely, s.Images, s.Among.Images, s.Among.Split)
	}
	fprintf(w, "\nprotocol: %s likelihood, prior %s, binarisation %v, %d draw(s) of z per image, seed %d\n",
		s.Likelihood, s.Prior, s.Protocol.Binarize, s.Protocol.Samples, s.Protocol.Seed)
	if e := s.Effective; e != nil {
		fprintf(w, "effective draws: %.1f of %d in the mean over images, %.1f of the worst\n",
			e.Mean, s.Protocol.Samples, e.Worst)
	}
	fprintf(w, "figure: %s\n", meaning[s.Kind])
}
