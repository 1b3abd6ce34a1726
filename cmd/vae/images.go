package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"vae"
	"vae/data"
	"vae/internal/plot"
	"vae/internal/plural"
	"vae/internal/reduce"
	"vae/internal/view"
	"vae/train"
)

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
		return plural.Of(s.Len(), "image") + " of " + s.ref
	}
	return plural.Of(s.Len(), s.split+" image") + " of " + s.ref
}

// of says what the images are of, as a picture can show it.
func (s *images) of() string {
	name := plot.Drawable(filepath.Base(s.ref))
	if s.split == "all" {
		return "images of " + name
	}
	return s.split + " images of " + name
}

// grey reports whether some pixels are neither black nor white when binarised so.
func (s *images) grey(b data.Binarization) (bool, error) {
	if b != data.BinarizeNone {
		return false, nil
	}
	return s.Grey()
}

// kind returns what kind of number log p(x) of the images is when they are binarised so.
func (t *trained) kind(s *images, b data.Binarization) (vae.Kind, error) {
	grey, err := s.grey(b)
	if err != nil {
		return "", err
	}
	return t.config.Model.Kind(grey)
}

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
	opts, err := t.config.DataOptions(a.dataDir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	opts.TestOnly, opts.Skip, opts.Limit = testOnly, train.IsRun, cmp.Or(int64(of.Limit), opts.Limit)
	if ref != "" && train.IsRun(ref) {
		return nil, usageError(ref+" is a run, and DATA are images", "vae evaluate takes several runs")
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
	if errors.Is(err, fs.ErrNotExist) && a.chosen != "" { // what stands alone may be meant as a run
		return nil, inputError(err, "it is no run either; the newest is "+shellQuoted(a.chosen))
	}
	if err != nil {
		return nil, dataFault(err)
	}
	if t.owns(splits) {
		opts.Validation, opts.LastRows = as.Validation, as.LastRows // divided as by the run
		splits, err := data.Open(ctx, ref, opts)
		return splits, dataFault(err)
	}
	a.tellNotices(splits.Notices)
	if n := splits.All.Resized(); n > 0 {
		a.tell("%s: %d of %d pictures brought to %v", ref, n, splits.All.Len(), splits.All.Shape())
	}
	return splits, a.warnOfPolarity(t, splits.All, ref, of.Invert)
}

// reading returns how images of others are read for the model.
func (t *trained) reading(a *app, of source) (data.Options, error) {
	opts, err := t.config.DataOptions(a.dataDir)
	if err != nil {
		return opts, err
	}
	return of.options(opts, t.Model.Config())
}

// ownSplits returns all splits of the data that the model was trained on.
func (a *app) ownSplits(ctx context.Context, t *trained, of *source, opts data.Options) (*data.Splits, error) {
	if err := of.checkUnused(a); err != nil {
		return nil, err
	}
	if t.config.Data.Source == "" {
		return nil, noImages(t.run, "name DATA, or import it with DATA")
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

// noImages says that a run was imported without the images that it was trained on.
func noImages(run, hint string) error {
	return usageError(run+" was imported without the images that it was trained on", hint)
}

// owns reports whether the images are those that the run was trained on, wherever they are.
func (t *trained) owns(splits *data.Splits) bool {
	images, err := splits.All.Fingerprint() // which is known
	return err == nil && images == t.config.Data.Fingerprint
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
		return nil, inputf("the images of %s are %v, the model of %s takes %v", ref, have, t.run, want)
	}
	if m := t.Model.Config(); m.Conditional {
		if err := m.CheckLabels(set.Labels(), set.Len()); err != nil {
			return nil, inputf("%s: %v", ref, err)
		}
	}
	loader, err := data.NewLoader(set, data.LoaderConfig{
		BatchSize: batchSize, Binarize: t.config.Data.Binarize, Seed: t.config.Optimization.Seed,
	})
	if err != nil {
		return nil, err
	}
	return &images{Set: set, splits: splits, split: split, ref: ref, loader: loader}, nil
}

// warnOfOwnImages warns if DATA as a whole are the images that the run was trained on, unless the
// user chose the split.
func (a *app) warnOfOwnImages(t *trained, s *images, ref, chosen string) {
	if chosen == "" && ref != "" && s.split == "all" && t.owns(s.splits) {
		a.tell("vae: warning: %s was trained on most of these images", t.run)
		a.tell("vae: hint: --split test measures it on those that it has not seen")
	}
}

// read returns images from to to, binarised as in training, with their labels.
func (s *images) read(ctx context.Context, from, to int) (in vae.Input, err error) {
	part, err := data.NewLoader(s.Slice(from, to), s.loader.LoaderConfig)
	if err == nil {
		in.Images, in.Labels, err = part.All(ctx)
	}
	return in, err
}

// toSee returns some of the images for a picture of their codes.
func (s *images) toSee(ctx context.Context, some *data.Set) (view.Images, error) {
	loader, err := data.NewLoader(some, s.loader.LoaderConfig)
	if err != nil {
		return view.Images{}, err
	}
	return view.Images{Set: some, Batches: loader.From(ctx, 0), Of: s.of()}, nil
}

// dataFault marks a missing or unreadable file as a fault of the input.
func dataFault(err error) error {
	if err == nil || is[*data.UnknownError](err) || is[*data.NotInstalledError](err) || is[*data.OptionError](err) {
		return err
	}
	return inputError(err, "")
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

// The images that a mean pixel is taken of: so many of DATA, so many that the model draws.
const (
	polaritySample = 1000
	polarityDraws  = 64
)

// clearly is the least distance of a mean pixel from ½ where images are light on dark, or dark on
// light.
const clearly = 0.1

// warnOfPolarity warns if DATA are dark on light and the images of the run were light on dark, or
// vice versa. What the run was trained on shows in what the model draws.
func (a *app) warnOfPolarity(t *trained, set *data.Set, ref string, inverted bool) error {
	drawn, err := t.Sample(polarityDraws, 1)
	if err != nil {
		return err
	}
	sample, err := set.Sample(polaritySample, 1).Statistics()
	if err != nil {
		return err
	}
	ours, theirs := reduce.Mean(drawn)-0.5, reduce.Mean(sample.Mean)-0.5
	if !(ours*theirs < 0) || math.Abs(ours) < clearly || math.Abs(theirs) < clearly { // or is not a number
		return nil
	}
	hint := "--invert takes black for white"
	if inverted {
		hint = "leave out --invert"
	}
	a.tell("vae: warning: %s: %s; %s was trained on images that are %s", ref, polarity(theirs), t.run, polarity(ours))
	a.tell("vae: hint: %s", hint)
	return nil
}

// polarity says on which side of ½ a mean pixel lies.
func polarity(distance float64) string {
	words := "light on dark"
	if distance > 0 {
		words = "dark on light"
	}
	return fmt.Sprintf("%s (mean pixel %.2f)", words, 0.5+distance)
}
