package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"

	"vae"
	"vae/data"
	"vae/train"
)

// cores is the flag of commands that may compute for long.
type cores struct {
	Workers int `default:"0" help:"Cores to use; 0: all. Results do not depend on it."`
}

// use limits the program to these cores. More than there are would only cost memory.
func (c cores) use() error {
	if c.Workers > 0 {
		runtime.GOMAXPROCS(min(c.Workers, runtime.NumCPU()))
	}
	return atLeast(0, "--workers", c.Workers)
}

// memory is a number of bytes on the command line, such as 8GiB or 500MB; 0 is the default.
type memory int64

// memoryUnits are in bytes.
var memoryUnits = map[string]float64{
	"": 1, "b": 1,
	"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

// UnmarshalText reads a number and its unit.
func (m *memory) UnmarshalText(text []byte) error {
	number := strings.TrimRight(strings.ToLower(string(text)), "kmgtib ")
	unit, known := memoryUnits[strings.TrimSpace(strings.ToLower(string(text))[len(number):])]
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if bytes := n * unit; err == nil && known && bytes >= 1 && bytes < math.MaxInt64 {
		*m = memory(bytes)
		return nil
	}
	return fmt.Errorf("expected a size such as 8GiB or 500MB but got %q", text)
}

// source says which images a command works on, and how DATA are read: the data that a run was
// trained on are read as they were then.
type source struct {
	Limit     memory `placeholder:"SIZE" help:"Most memory for the pixels, such as 8GiB; those of large files that are not compressed, and of pictures, stay on disk beyond it (default: 256MiB of these, 4GiB of others, and no file that unpacks to more than 250 times its size)."`
	Split     string `help:"Split to work on: ${splits} (default: ${usual_split} or, for DATA without a test part, all)." placeholder:"NAME"`
	Fit       string `help:"How pictures of another shape are resized: ${fits} (default: as in training)." placeholder:"NAME"`
	Invert    bool   `help:"Swap black and white in DATA, or each colour and its complement."`
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
			return usageError(a.flags[flag]+" is for DATA, and none are named",
				"the images of the run are read as it was trained on them")
		}
	}
	return nil
}

// options returns the options that read DATA for a model, where opts read the data of its run.
func (s source) options(opts data.Options, model vae.Config) (data.Options, error) {
	opts.Validation, opts.LastRows = data.OwnValidation, false
	opts.Size = data.Size{Height: model.Height, Width: model.Width} // to which a folder of pictures is brought
	opts.Colours = data.ColoursOf(model.Shape())
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
	Grey       bool   `help:"Take colours for their luminance."`
	Invert     bool   `help:"Swap black and white, or each colour and its complement."`
	Transpose  bool   `help:"Swap rows and columns; files called emnist… are turned without it."`
	Background string `default:"black" placeholder:"COLOR" help:"What is seen through transparent pictures: black, white or #rrggbb."`
	SkipBad    bool   `help:"Pass over pictures that cannot be read, and count them."`
	Limit      memory `placeholder:"SIZE" help:"Most memory for the pixels, such as 8GiB; those of large files that are not compressed, and of pictures, stay on disk beyond it (default: 256MiB of these, 4GiB of others, and no file that unpacks to more than 250 times its size)."`
}

// oneNetwork returns an error if both the flags --net and --hidden are given.
func (a *app) oneNetwork(net *string, hidden **string) error {
	if !a.gave(net) || !a.gave(hidden) {
		return nil
	}
	return usageError(fmt.Sprintf("--hidden %s and --net %s both choose the network", **hidden, *net),
		"--hidden is short for --net mlp:"+**hidden)
}
