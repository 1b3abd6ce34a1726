package main

import (
	"context"
	"fmt"
	"io"

	"vae/data"
	"vae/internal/grid"
	"vae/train"
)

type dataShowCmd struct {
	Data    string `arg:"" help:"Name of a data set or path to images."`
	Split   string `default:"train" help:"Split that the sheet shows: ${splits}."`
	reading `embed:""`
	N       int    `short:"n" default:"64" help:"Number of images on the sheet."`
	Output  string `name:"out" short:"o" placeholder:"FILE" help:"File to write a sheet of the first images to: .png."`
	JSON    bool   `help:"Print JSON."`
}

// check makes sure that the sheet can be written.
func (c *dataShowCmd) check(a *app) error {
	if c.N < 1 {
		return &usageError{fmt.Sprintf("-n %d is not 1 or more", c.N), ""}
	}
	if c.Output == "" {
		return nil
	}
	return a.mayWrite(outputs{{"-o", c.Output, checkSheet}}, a.readFor(c.Data)...)
}

// options returns how the data set is read.
func (c *dataShowCmd) options(a *app) (opts data.Options, err error) {
	opts = data.Options{
		Dir: a.dataDir, Validation: data.DefaultValidation, Skip: train.IsRun, Limit: int64(c.Limit),
		Invert: c.Invert, Transpose: c.Transpose, SkipBad: c.SkipBad,
	}
	if opts.Size, err = parseSize(c.Size); err != nil {
		return opts, err
	}
	if opts.Fit, err = data.ParseFit(c.Fit); err != nil {
		return opts, err
	}
	opts.Background, err = data.ParseBackground(c.Background)
	return opts, err
}

// Run describes a data set.
func (c *dataShowCmd) Run(a *app) error {
	opts, err := c.options(a)
	if err != nil {
		return err
	}
	splits, err := data.Open(context.Background(), c.Data, opts)
	if err != nil {
		return dataFault(err)
	}
	a.tellNotices(splits.Notices)
	if c.Output != "" {
		if err := c.sheet(a, splits); err != nil {
			return err
		}
	}
	s := shownOf(c.Data, splits)
	s.Written = a.written
	figures := io.Writer(a.stdout)
	if c.Output != "" {
		figures = a.stderr // stdout has the path of the sheet
	}
	return a.show(c.JSON, s, func() { s.print(figures) })
}

// sheet writes the first images of a split as a picture.
func (c *dataShowCmd) sheet(a *app, splits *data.Splits) error {
	set, err := splits.Split(c.Split)
	if err != nil {
		return err
	}
	a.inJSON = c.JSON
	n := min(c.N, set.Len())
	d := set.Pixels()
	pixels := make([]float32, n*d)
	for i := range n {
		set.Read(pixels[i*d:(i+1)*d], i)
	}
	return a.writeSheet(c.Output, grid.Sheet(pixels, n, set.Shape(), 0))
}
