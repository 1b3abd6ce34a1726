package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"vae/data"
	"vae/internal/grid"
)

type dataCmd struct {
	List  dataListCmd  `cmd:"" help:"List the data sets that are known by name."`
	Fetch dataFetchCmd `cmd:"" help:"Download a data set; no other command uses the network."`
	Show  dataShowCmd  `cmd:"" help:"Show counts, sizes and range of a data set, and a sheet of its images."`
}

func (*dataCmd) Examples() []string {
	return []string{"vae data list", "vae data fetch mnist", "vae data show mnist -o sheet.png"}
}

type dataListCmd struct {
	JSON bool `help:"Print JSON."`
}

func (*dataListCmd) Examples() []string { return []string{"vae data list"} }

// listed is a line of data list.
type listed struct {
	Name    string `json:"name"`
	About   string `json:"about"`
	Licence string `json:"licence"`
	Place   string `json:"place"` // folder, "built in" or ""
}

// Run lists the catalogue.
func (c *dataListCmd) Run(a *app) error {
	var all []listed
	for _, entry := range data.Catalogue() {
		l := listed{Name: entry.Name, About: entry.About, Licence: entry.Licence, Place: "built in"}
		if !entry.BuiltIn {
			l.Place, _ = data.Locate(entry.Name, a.dataDir)
		}
		all = append(all, l)
	}
	if c.JSON {
		return a.json(all)
	}
	for _, l := range all {
		place := l.Place
		if place == "" {
			place = "not here: vae data fetch " + l.Name
		}
		a.printf("%-14s %s; %s; %s\n", l.Name, l.About, l.Licence, place)
	}
	return nil
}

type dataFetchCmd struct {
	Name string `arg:"" help:"Name of a data set: see vae data list."`
}

func (*dataFetchCmd) Examples() []string { return []string{"vae data fetch mnist"} }

// Run gets a data set.
func (c *dataFetchCmd) Run(a *app) error {
	signals := catchSignals()
	defer signals.release()
	err := data.Fetch(signals.ctx, c.Name, a.dataDir, func(line string) { a.tell("%s", line) })
	if err != nil {
		return signals.stopped(err)
	}
	if folder, err := data.Locate(c.Name, a.dataDir); err == nil && folder != "" {
		a.wrote(folder)
	}
	return nil
}

type dataShowCmd struct {
	Data       string `arg:"" help:"Data set or path."`
	Split      string `default:"train" help:"Which images the sheet shows: ${splits}."`
	Size       string `placeholder:"HxW" help:"Size to which the images of a folder are brought."`
	Fit        string `default:"crop" help:"How pictures are brought to --size: ${fits}."`
	Invert     bool   `help:"Take black for white and white for black."`
	Transpose  bool   `help:"Take rows for columns, as files of EMNIST need."`
	Background string `default:"black" placeholder:"COLOR" help:"What is seen through transparent pictures: black, white or #rrggbb."`
	SkipBad    bool   `help:"Pass over pictures that cannot be read, and count them."`
	Limit      memory `placeholder:"SIZE" help:"Memory that the pixels may take, such as 8GiB (default: 4GiB, and of a file compressed 250-fold or more none)."`
	N          int    `short:"n" default:"64" help:"Images on the sheet."`
	Output     string `name:"out" short:"o" placeholder:"FILE" help:"Write a sheet of the first images to this .png."`
	JSON       bool   `help:"Print JSON."`
}

func (*dataShowCmd) Examples() []string {
	return []string{
		"vae data show mnist",
		"vae data show photos/ --size 32x32 -o sheet.png",
	}
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

// shown is what data show prints as JSON.
type shown struct {
	Data        string        `json:"data"`
	Height      int           `json:"height"`
	Width       int           `json:"width"`
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

// Run describes a data set.
func (c *dataShowCmd) Run(a *app) error {
	size, err := parseSize(c.Size)
	if err != nil {
		return err
	}
	if err := c.check(a); err != nil {
		return err
	}
	fit, err := data.ParseFit(c.Fit)
	if err != nil {
		return err
	}
	background, err := data.ParseBackground(c.Background)
	if err != nil {
		return err
	}
	splits, err := data.Open(context.Background(), c.Data, data.Options{
		Dir: a.dataDir, Size: size, Fit: fit, Validation: data.DefaultValidation,
		Invert: c.Invert, Transpose: c.Transpose, SkipBad: c.SkipBad, Background: background, Skip: isRun, Limit: int64(c.Limit),
	})
	if err != nil {
		return dataFault(err)
	}
	a.tellNotices(splits.Notices)
	if c.Output != "" {
		if err := c.sheet(a, splits); err != nil {
			return err
		}
	}
	s := shown{Data: c.Data, Height: splits.All.Height, Width: splits.All.Width, Fingerprint: splits.All.Fingerprint()}
	for _, name := range []string{"train", "validation", "test"} {
		set, err := splits.Split(name)
		if err != nil {
			continue // empty: nothing to tell of it
		}
		low, high := set.Range()
		s.Splits = append(s.Splits, splitShown{name, set.Len(), origin(splits, name), low, high, set.Counts()})
	}
	if s.Written = a.written; c.JSON {
		for _, n := range splits.Notices {
			s.Notices = append(s.Notices, noticeShown(n))
		}
		return a.json(s)
	}
	figures := io.Writer(a.stdout)
	if c.Output != "" {
		figures = a.stderr // stdout has the path of the sheet
	}
	s.print(figures)
	return nil
}

func (s shown) print(w io.Writer) {
	fprintf(w, "%s: images of %d×%d\n", s.Data, s.Height, s.Width)
	for _, split := range s.Splits {
		from := map[string]string{
			fromOwn:   ", a part of its own",
			fromDrawn: ", drawn from the others, the same every time",
			fromLast:  ", the last of the training images",
		}[split.From]
		if split.Name == "train" {
			from = ""
		}
		fprintf(w, "%-10s %s, pixels from %.3g to %.3g%s\n", split.Name, counted(split.Images, "image"), split.Low, split.High, from)
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
	each := counted(most, "image")
	if least != most {
		each = fmt.Sprintf("%d to %s", least, each)
	}
	return fmt.Sprintf("%d classes from %s to %s, %s each", len(labels), labels[0].Name, labels[len(labels)-1].Name, each)
}

// counted returns a number of things.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
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
	return a.writeSheet(c.Output, grid.Sheet(pixels, n, set.Height, set.Width, 0))
}
