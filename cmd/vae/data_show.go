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
	Data       string `arg:"" help:"Name of a data set or path to images."`
	Split      string `default:"train" help:"Split that the sheet shows: ${splits}."`
	Size       string `placeholder:"HxW" help:"Size of the images: pictures are resized to it, rows of pixels are read in it."`
	Fit        string `default:"crop" help:"How pictures of another shape are resized: ${fits}."`
	Invert     bool   `help:"Swap black and white."`
	Transpose  bool   `help:"Swap rows and columns; files called emnist… are turned without it."`
	Background string `default:"black" placeholder:"COLOR" help:"What is seen through transparent pictures: black, white or #rrggbb."`
	SkipBad    bool   `help:"Pass over pictures that cannot be read, and count them."`
	Limit      memory `placeholder:"SIZE" help:"Most memory for the pixels, such as 8GiB (default: 4GiB, and no file that unpacks to more than 250 times its size)."`
	N          int    `short:"n" default:"64" help:"Number of images on the sheet."`
	Output     string `name:"out" short:"o" placeholder:"FILE" help:"File to write a sheet of the first images to: .png."`
	JSON       bool   `help:"Print JSON."`
}

// check returns an error if the flags make no sense.
func (c *dataShowCmd) check(a *app) error {
	switch {
	case c.N < 1:
		return &usageError{fmt.Sprintf("-n %d is not 1 or more", c.N), ""}
	case c.Output == "":
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
	if err := c.check(a); err != nil {
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
	if s.Written = a.written; c.JSON {
		return a.json(s)
	}
	figures := io.Writer(a.stdout)
	if c.Output != "" {
		figures = a.stderr // stdout has the path of the sheet
	}
	s.print(figures)
	return nil
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
