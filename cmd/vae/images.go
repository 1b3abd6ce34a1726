package main

import (
	"cmp"
	"context"
	"fmt"

	"vae"
	"vae/data"
	"vae/train"
)

// source says which images a command works on, and how DATA are read: the data that a run was
// trained on are read as they were then.
type source struct {
	Limit     memory `placeholder:"SIZE" help:"Most memory for the pixels, such as 8GiB (default: 4GiB, and no file that unpacks to more than 250 times its size)."`
	Split     string `help:"Split to work on: ${splits} (default: test or, for DATA without a test part, all)." placeholder:"NAME"`
	Fit       string `help:"How pictures of another shape are resized: ${fits} (default: as in training)." placeholder:"NAME"`
	Invert    bool   `help:"Swap black and white in DATA."`
	Transpose bool   `help:"Swap rows and columns in DATA."`
	SkipBad   bool   `help:"Pass over pictures in DATA that cannot be read, and count them."`
}

// onImages are the arguments and flags of commands that use a run on images.
type onImages struct {
	Model  string `arg:"" optional:"" name:"run" help:"Run folder or checkpoint (default: the newest run)."`
	Data   string `arg:"" optional:"" help:"Name of a data set or path to images (default: what the run was trained on)."`
	source `embed:""`
}

// load returns the model of RUN, and DATA. An argument that stands alone is RUN if it is a run.
func (c *onImages) load(a *app, o outputs) (t *trained, ref string, err error) {
	run, ref := c.Model, c.Data
	if ref == "" && run != "" && !train.IsRun(run) {
		run, ref = "", run
	}
	t, err = a.loadFor(o, run, ref)
	return t, ref, err
}

// open returns the model of RUN, and DATA or the images that it was trained on.
func (c *onImages) open(ctx context.Context, a *app, o outputs) (*trained, *images, error) {
	t, ref, err := c.load(a, o)
	if err != nil {
		return nil, nil, err
	}
	set, err := a.open(ctx, t, ref, &c.source)
	return t, set, err
}

// checkUnused returns an error if flags say how DATA are read, and there are none.
func (s *source) checkUnused(a *app) error {
	for _, flag := range []any{&s.Fit, &s.Invert, &s.Transpose, &s.SkipBad} {
		if a.gave(flag) {
			return &usageError{a.flags[flag] + " is for DATA, and none are named", "the images of the run are read as it was trained on them"}
		}
	}
	return nil
}

// options returns the options that read DATA for a model, where opts read the data of its run.
func (s source) options(opts data.Options, model vae.Config) (data.Options, error) {
	opts.Validation, opts.LastRows = data.OwnValidation, false
	opts.Size = data.Size{Height: model.Height, Width: model.Width} // to which a folder of pictures is brought
	opts.Invert, opts.Transpose, opts.SkipBad = s.Invert, s.Transpose, s.SkipBad
	if s.Fit == "" {
		return opts, nil
	}
	var err error
	opts.Fit, err = data.ParseFit(s.Fit)
	return opts, err
}

// reading are the flags of commands that say how a data set is read.
type reading struct {
	Size       string `placeholder:"HxW" help:"Size of the images: pictures are resized to it, rows of pixels are read in it."`
	Fit        string `default:"crop" help:"How pictures of another shape are resized: ${fits}."`
	Invert     bool   `help:"Swap black and white."`
	Transpose  bool   `help:"Swap rows and columns; files called emnist… are turned without it."`
	Background string `default:"black" placeholder:"COLOR" help:"What is seen through transparent pictures: black, white or #rrggbb."`
	SkipBad    bool   `help:"Pass over pictures that cannot be read, and count them."`
	Limit      memory `placeholder:"SIZE" help:"Most memory for the pixels, such as 8GiB (default: 4GiB, and no file that unpacks to more than 250 times its size)."`
}

// images are those of a split, as the model was trained to see them.
type images struct {
	*data.Set
	splits *data.Splits
	split  string
	ref    string
	loader *data.Loader
}

// String says how many images they are, and of what.
func (s *images) String() string {
	if s.split == "all" {
		return fmt.Sprintf("%d images of %s", s.Len(), s.ref)
	}
	return fmt.Sprintf("%d %s images of %s", s.Len(), s.split, s.ref)
}

// grey reports whether some pixels are neither black nor white when binarised so.
func (s *images) grey(b data.Binarization) bool { return b == data.BinarizeNone && s.Grey() }

// batchSize is the number of images that a command works on at a time.
const batchSize = 512

// open returns the images of DATA, or of the data that the model was trained on.
func (a *app) open(ctx context.Context, t *trained, ref string, of *source) (*images, error) {
	splits, err := a.splits(ctx, t, ref, of, of.Split == "" || of.Split == "test")
	if err != nil {
		return nil, err
	}
	return t.images(splits, ref, of.Split)
}

// splits returns all splits of DATA, or of the data that the model was trained on.
func (a *app) splits(ctx context.Context, t *trained, ref string, of *source, testOnly bool) (*data.Splits, error) {
	opts, err := t.config.Data.Options(a.dataDir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	opts.TestOnly, opts.Skip, opts.Limit = testOnly, train.IsRun, cmp.Or(int64(of.Limit), opts.Limit)
	if ref != "" && train.IsRun(ref) {
		return nil, &usageError{ref + " is a run, and DATA are images", "vae evaluate takes several runs"}
	}
	if ref == "" {
		return a.ownSplits(ctx, t, of, opts)
	}
	as := opts
	as.TestOnly = false
	if d := t.config.Data; d.Invert || d.Transpose || d.SkipBad || d.Background != "" {
		if splits, err := data.Open(ctx, ref, as); err == nil && t.owns(splits) {
			return splits, nil
		}
	}
	if opts, err = of.options(opts, t.Model.Config()); err != nil {
		return nil, err
	}
	splits, err := data.Open(ctx, ref, opts)
	if is[*data.OptionError](err) { // no folder of pictures, and of another size
		opts.Size = data.Size{}
		splits, err = data.Open(ctx, ref, opts)
	}
	if err != nil {
		return nil, dataFault(err)
	}
	if t.owns(splits) {
		splits, err := data.Open(ctx, ref, as) // which divides them as the run does
		if err != nil {
			return nil, dataFault(err)
		}
		return splits, nil
	}
	a.tellNotices(splits.Notices)
	if n := splits.All.Resized(); n > 0 {
		a.tell("%s: %d of %d pictures brought to %v", ref, n, splits.All.Len(), splits.All.Shape())
	}
	return splits, a.warnOfPolarity(t, splits.All, ref, of.Invert)
}

// ownSplits returns all splits of the data that the model was trained on.
func (a *app) ownSplits(ctx context.Context, t *trained, of *source, opts data.Options) (*data.Splits, error) {
	if err := of.checkUnused(a); err != nil {
		return nil, err
	}
	splits, err := data.Open(ctx, t.config.Data.Source, opts)
	if err != nil {
		return nil, dataFault(err)
	}
	if splits.Train.Len() > 0 && !t.owns(splits) {
		a.tell("vae: warning: the images of %s are not those that %s was trained on", t.config.Data.Source, t.run)
	}
	return splits, nil
}

// owns reports whether the images are those that the run was trained on, wherever they are.
func (t *trained) owns(splits *data.Splits) bool {
	return splits.All.Fingerprint() == t.config.Data.Fingerprint
}

// images returns the images of a split of DATA, as open does.
func (t *trained) images(splits *data.Splits, ref, split string) (*images, error) {
	own := ref == ""
	if own {
		ref = t.config.Data.Source
	}
	if split == "" {
		split = "test"
		if !own && !splits.HasTest {
			split = "all"
		}
	}
	set, err := splits.Split(split)
	if err != nil {
		return nil, err
	}
	if have, want := set.Shape(), t.Model.Config().Shape(); have != want {
		return nil, &inputError{fmt.Errorf("the images of %s are %v, the model of %s takes %v", ref, have, t.run, want), ""}
	}
	loader, err := data.NewLoader(set, data.LoaderConfig{
		BatchSize: batchSize, Binarize: t.config.Data.Binarize, Seed: t.config.Optimization.Seed,
	})
	if err != nil {
		return nil, err
	}
	return &images{Set: set, splits: splits, split: split, ref: ref, loader: loader}, nil
}

// warnOfOwnImages warns where DATA, taken whole, are the images that the run was trained on.
func (a *app) warnOfOwnImages(t *trained, s *images, ref string) {
	if ref != "" && s.split == "all" && s.Fingerprint() == t.config.Data.Fingerprint {
		a.tell("vae: warning: %s was trained on most of these images", t.run)
		a.tell("vae: hint: --split test measures it on those that it has not seen")
	}
}

// read returns the pixels of images from to to, binarised as in training.
func (s *images) read(ctx context.Context, from, to int) ([]float32, error) {
	part, err := data.NewLoader(s.Slice(from, to), s.loader.LoaderConfig)
	if err != nil {
		return nil, err
	}
	var pixels []float32
	for batch, err := range part.From(ctx, 0) {
		if err != nil {
			return nil, err
		}
		pixels = append(pixels, batch.Images...)
	}
	return pixels, nil
}

// dataFault marks a missing or unreadable file as a fault of the input.
func dataFault(err error) error {
	if is[*data.UnknownError](err) || is[*data.NotInstalledError](err) || is[*data.OptionError](err) {
		return err
	}
	return &inputError{err, ""}
}

// tellNotices says what should be known about a data set.
func (a *app) tellNotices(notices []data.Notice) {
	for _, n := range notices {
		kind := "note"
		if n.Warning {
			kind = "warning"
		}
		a.tell("vae: %s: %s", kind, n.Message)
		if n.Hint != "" {
			a.tell("vae: hint: %s", n.Hint)
		}
	}
}
