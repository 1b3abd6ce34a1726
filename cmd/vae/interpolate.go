package main

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"

	"vae"

	"vae/data"
	"vae/internal/grid"
)

type interpolateCmd struct {
	onImages  `embed:""`
	From      int    `default:"0" help:"First image, by its place in the split, from 0; with --prior, first draw."`
	To        int    `default:"1" help:"Last image, likewise; with --prior, last draw."`
	FromLabel string `placeholder:"CLASS" help:"Start at the first image of this class: a name or a label."`
	ToLabel   string `placeholder:"CLASS" help:"End at the first image of this class."`
	Prior     bool   `help:"Interpolate between draws from the prior instead of images."`
	PriorName string `name:"from-prior" placeholder:"PRIOR" help:"With --prior, the prior to draw from: ${taken}, or the file of a fitted one (default: fitted, if there is one)."`
	Seed      uint64 `default:"1" help:"Random seed of the draws from the prior."`
	Steps     int    `default:"10" help:"Images in the strip."`
	enlarged  `embed:""`
	Output    string `name:"out" short:"o" default:"interpolation.png" placeholder:"FILE" help:"File to write: .png (with the originals at both ends), .npy, .npz, .csv, - or a folder that ends in /."`
}

// ends are what a strip lies between.
type ends struct {
	from, to  vae.Input    // codes (Z), with labels if the model depends on them
	originals [2][]float32 // images (D), nil between draws from the prior
	mix       func(from, to []float32, fraction float64) []float32
}

// strip returns the codes of so many images. Each has the label of the end that is nearer.
func (e ends) strip(steps int) (all vae.Input) {
	for i := range steps {
		fraction := float64(i) / float64(steps-1)
		all.Codes = append(all.Codes, e.mix(e.from.Codes, e.to.Codes, fraction)...)
		nearer := e.from
		if fraction > 0.5 {
			nearer = e.to
		}
		all.Labels = append(all.Labels, nearer.Labels...)
	}
	return all
}

func (c *interpolateCmd) Run(a *app) error {
	t, ref, err := c.load(a, outputs{{"-o", c.Output, checkImages}})
	if err != nil {
		return err
	}
	find := c.images
	if c.Prior {
		find = c.draws
	}
	e, err := find(a, t, ref)
	if err != nil {
		return err
	}
	codes := e.strip(c.Steps)
	pixels, err := t.Model.Decode(codes)
	if err != nil {
		return err
	}
	m := t.Config()
	out := imageOutput(pixels, m.Shape(), grid.Options{},
		data.Array{Name: "codes", Shape: []int{c.Steps, m.Latent}, Floats: codes.Codes})
	if m.Conditional {
		of := labelArrays(m.Classes, codes.Labels)
		out.arrays, out.main = append(of, out.arrays...), len(of)
	}
	out.sheet = func() image.Image {
		return grid.Strip(pixels, e.originals, c.Steps, m.Shape(), grid.Options{Scale: c.Scale})
	}
	return a.write(c.Output, out)
}

func (c *interpolateCmd) check(a *app) error {
	if c.Steps < 2 || c.Steps > maxImages {
		return usagef("--steps %d is outside 2 to %d", c.Steps, maxImages)
	}
	if a.gave(&c.PriorName) && !c.Prior {
		return usageError("--from-prior does nothing without --prior", "")
	}
	for _, pair := range [][2]any{{&c.From, &c.FromLabel}, {&c.To, &c.ToLabel}} {
		switch end, label := pair[0], pair[1]; {
		case a.gave(label) && a.gave(end):
			return usageError(a.flags[end]+" and "+a.flags[label]+" both choose an image", "")
		case a.gave(label) && c.Prior:
			return usageError(a.flags[label]+" is of images, not of draws from the prior", "")
		}
	}
	if err := checkImages(c.Output); err != nil {
		return err
	}
	return c.enlarged.check(a, c.Output)
}

func (c *interpolateCmd) draws(a *app, t *trained, _ string) (ends, error) {
	if min(c.From, c.To) < 0 || max(c.From, c.To) >= maxImages {
		return ends{}, usagef("--from %d --to %d: want 0 to %d", c.From, c.To, maxImages-1)
	}
	t, err := a.choosePrior(t, "--from-prior", c.PriorName)
	if err != nil {
		return ends{}, err
	}
	latent := t.Config().Latent
	prior, err := t.Prior(max(c.From, c.To)+1, c.Seed)
	if err != nil {
		return ends{}, err
	}
	code := func(i int) vae.Input {
		one := vae.Input{Codes: prior.Codes[i*latent:][:latent]}
		if prior.Labels != nil {
			one.Labels = prior.Labels[i : i+1]
		}
		return one
	}
	e := ends{from: code(c.From), to: code(c.To), mix: vae.Line}
	if t.Fitted() == nil && t.config.Model.PriorName() == vae.DefaultPrior {
		e.mix = vae.Arc // along which norms are those of draws from N(0, I)
	}
	return e, nil
}

func (c *interpolateCmd) images(a *app, t *trained, ref string) (e ends, err error) {
	ctx := context.Background()
	set, err := a.open(ctx, t, ref, &c.source)
	if err != nil {
		return e, err
	}
	numbers := [2]int{c.From, c.To}
	for i, class := range []*string{&c.FromLabel, &c.ToLabel} {
		if a.gave(class) {
			if numbers[i], err = set.firstOf(*class); err != nil {
				return e, err
			}
		}
	}
	if slices.Min(numbers[:]) < 0 || slices.Max(numbers[:]) >= set.Len() {
		return e, usagef("--from %d --to %d: %s has images 0 to %d", c.From, c.To, set.ref, set.Len()-1)
	}
	var means [2]vae.Input
	for i, number := range numbers {
		original, err := set.read(ctx, number, number+1)
		if err != nil {
			return e, err
		}
		codes, err := t.Encode(original)
		if err != nil {
			return e, err
		}
		e.originals[i], means[i] = original.Images, codes.Input()
	}
	e.from, e.to, e.mix = means[0], means[1], vae.Line
	return e, nil
}

// firstOf returns the number of the first image of a class, which is a name or, where no class is
// called so, a label.
func (s *images) firstOf(class string) (int, error) {
	named := func(label int) bool { return s.ClassName(label) == class }
	numbered := func(label int) bool { return strconv.Itoa(label) == class }
	for _, is := range []func(int) bool{named, numbered} {
		if i := slices.IndexFunc(s.Labels(), is); i >= 0 {
			return i, nil
		}
	}
	if !s.Labelled() {
		return 0, usageError(s.String()+" have no labels", "--from and --to take the index of an image")
	}
	var names []string
	for _, count := range s.Counts() {
		names = append(names, count.Name)
	}
	const most = 20
	if len(names) > most {
		names = append(names[:most], "…")
	}
	return 0, usageError(fmt.Sprintf("none of %v is of class %q", s, class), "there are "+strings.Join(names, ", "))
}
