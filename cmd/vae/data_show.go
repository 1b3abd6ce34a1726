package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"vae/data"
	"vae/internal/grid"
	"vae/internal/plural"
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

func (c *dataShowCmd) check(a *app) error {
	if err := atLeast(1, "-n", c.N); err != nil || c.Output == "" {
		return err
	}
	return a.mayWrite(outputs{{"-o", c.Output, checkSheet}}, a.readFor(c.Data)...)
}

func (c *dataShowCmd) options(a *app) (opts data.Options, err error) {
	opts = data.Options{
		Dir: a.dataDir, Validation: data.DefaultValidation, Skip: train.IsRun, Limit: int64(c.Limit),
		Invert: c.Invert, Transpose: c.Transpose, SkipBad: c.SkipBad,
	}
	if c.Grey {
		opts.Colours = data.ColoursToGrey
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
	s, err := shownOf(c.Data, splits)
	if err != nil {
		return err
	}
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
		if err := set.Read(pixels[i*d:(i+1)*d], i); err != nil {
			return err
		}
	}
	return a.writeSheet(c.Output, grid.Sheet(pixels, n, set.Shape(), grid.Options{}))
}

// shown is what data show prints as JSON.
type shown struct {
	Data        string        `json:"data"`
	Height      int           `json:"height"`
	Width       int           `json:"width"`
	Channels    int           `json:"channels"`
	Fingerprint string        `json:"fingerprint"`
	Splits      []splitShown  `json:"splits"`
	Notices     []noticeShown `json:"notices,omitempty"`
	Written     []string      `json:"written,omitempty"` // the path of the sheet
}

type splitShown struct {
	Name   string            `json:"name"`
	Images int               `json:"images"`
	From   string            `json:"from"` // own part, drawn or last
	Low    float32           `json:"lowest_pixel"`
	High   float32           `json:"highest_pixel"`
	Labels []data.ClassCount `json:"labels,omitempty"`
}

type noticeShown struct {
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Warning bool   `json:"warning"`
}

// The origins of a split.
const (
	fromOwn   = "own part"
	fromDrawn = "drawn"
	fromLast  = "last"
)

// origin returns where the images of a split come from.
func origin(splits *data.Splits, name string) string {
	switch {
	case name == "validation" && splits.HeldOut == data.HeldOutDrawn, name == "test" && !splits.HasTest:
		return fromDrawn
	case name == "validation" && splits.HeldOut == data.HeldOutLast:
		return fromLast
	}
	return fromOwn
}

func shownOf(name string, splits *data.Splits) (shown, error) {
	shape := splits.All.Shape()
	images, err := splits.All.Fingerprint()
	s := shown{Data: name, Height: shape.H, Width: shape.W, Channels: shape.C, Fingerprint: images}
	for _, part := range []string{"train", "validation", "test"} {
		set, err := splits.Split(part)
		if err != nil {
			continue // empty: nothing to tell of it
		}
		all, err := set.Statistics()
		if err != nil {
			return s, err
		}
		s.Splits = append(s.Splits, splitShown{part, set.Len(), origin(splits, part), all.Low, all.High, set.Counts()})
	}
	for _, n := range splits.Notices {
		s.Notices = append(s.Notices, noticeShown(n))
	}
	return s, err
}

func (s shown) print(w io.Writer) {
	fprintf(w, "%s: images of %v\n", s.Data, data.Shape{C: s.Channels, H: s.Height, W: s.Width})
	for _, split := range s.Splits {
		from := map[string]string{
			fromOwn:   ", a part of its own",
			fromDrawn: ", drawn from the others, the same every time",
			fromLast:  ", the last of the training images",
		}[split.From]
		if split.Name == "train" {
			from = ""
		}
		fprintf(w, "%-10s %s, pixels from %.3g to %.3g%s\n",
			split.Name, plural.Of(split.Images, "image"), split.Low, split.High, from)
		if len(split.Labels) > 0 {
			fprintf(w, "           %s\n", classes(split.Labels))
		}
	}
	fprintf(w, "fingerprint %s\n", s.Fingerprint)
}

// classes lists the counts of classes, or sums them up if that is long.
func classes(labels []data.ClassCount) string {
	const longest = 240
	var counts []string
	least, most := labels[0].Images, labels[0].Images
	for _, l := range labels {
		counts = append(counts, fmt.Sprintf("%s: %d", l.Name, l.Images))
		least, most = min(least, l.Images), max(most, l.Images)
	}
	if all := strings.Join(counts, ", "); len(all) <= longest {
		return all
	}
	each := plural.Of(most, "image")
	if least != most {
		each = fmt.Sprintf("%d to %s", least, each)
	}
	first, last := labels[0].Name, labels[len(labels)-1].Name
	return fmt.Sprintf("%d classes from %s to %s, %s each", len(labels), first, last, each)
}
