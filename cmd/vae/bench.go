package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"time"
	"unicode/utf8"

	"vae"
	"vae/cmd/vae/internal/bench"
)

type benchCmd struct {
	Net       string  `default:"mlp:400" help:"Network, as in vae train: ${nets}, with sizes."`
	Hidden    *string `placeholder:"UNITS" help:"Short for --net mlp:UNITS."`
	Size      string  `default:"28x28" placeholder:"HxW" help:"Size of the images."`
	Colour    bool    `help:"Images in colour."`
	Latent    int     `default:"20" help:"Dimensions of the latent code z."`
	BatchSize int     `default:"128" help:"Images per step."`
	cores     `embed:""`
	Time      time.Duration `default:"300ms" help:"Time for each figure."`
	Scaling   bool          `help:"Measure the step at many sizes instead."`
	JSON      bool          `help:"Print JSON."`
}

func (c *benchCmd) check(a *app) error { return a.oneNetwork(&c.Net, &c.Hidden) }

// settings returns what is measured.
func (c *benchCmd) settings() (s bench.Settings, err error) {
	s = bench.Settings{Net: c.Net, Latent: c.Latent, BatchSize: c.BatchSize, Time: c.Time}
	if c.Hidden != nil {
		s.Net = "mlp:" + *c.Hidden
	}
	size, err := parseSize(c.Size)
	if err != nil {
		return s, err
	}
	if s.Images = (vae.Shape{C: 1, H: size.Height, W: size.Width}); c.Colour {
		s.Images.C = 3
	}
	if err := s.Validate(); err != nil {
		return s, usageError(err.Error(), "")
	}
	return s, nil
}

func (c *benchCmd) Run(a *app) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	return interruptibly(func(ctx context.Context) error {
		if c.Scaling {
			return c.scaling(ctx, a, s)
		}
		r, err := bench.Run(ctx, s)
		if err := cmp.Or(ctx.Err(), err); err != nil {
			return err
		}
		return a.show(c.JSON, r, func() { printBench(a, r) })
	})
}

func printBench(a *app, r bench.Report) {
	a.printf("%d cores, %s, %s\n", r.Cores, r.Instructions, runtime.Version())
	a.printf("%s, latent %d, images of %s, batches of %d\n\n", r.Net, r.Latent, r.Images, r.BatchSize)
	a.printf("%-34s%10s%12s\n", "", "one core", fmt.Sprintf("%d cores", r.Cores))
	a.printf("%-34s%10.0f%12.0f  GFLOP/s\n\n", "peak (multiply-adds in registers)", r.PeakOneCore, r.PeakAllCores)
	name := len("product")
	for _, p := range r.Products {
		name = max(name, utf8.RuneCountInString(p.Name))
	}
	a.printf("%-*s  %-22s%8s%7s%10s%7s\n", name, "product", "size", "GFLOP/s", "peak", "GFLOP/s", "peak")
	for _, p := range r.Products {
		a.printf("%-*s  %-22s%8.0f%6.0f%%%10.0f%6.0f%%\n", name, p.Name, fmt.Sprintf("%d×%d·%d×%d", p.M, p.K, p.K, p.N),
			p.OneCore.GFLOPS, 100*p.OneCore.Share, p.AllCores.GFLOPS, 100*p.AllCores.Share)
	}
	a.printf("\n%-34s%10.3f ms\n", "training step", r.Step.Milliseconds)
	for _, p := range r.Step.Phases {
		a.printf("  %-32s%10.3f%6.0f%%\n", p.Name, p.Milliseconds, 100*p.Milliseconds/r.Step.Milliseconds)
	}
	a.printf("\n%-34s%10s%14s\n", "", "images/s", "share of peak")
	for _, row := range []struct {
		name string
		bench.Rate
	}{{"train", r.Step.Rate}, {"encode", r.Encode}, {"sample", r.Sample}} {
		a.printf("%-34s%10.0f%13.0f%%\n", row.name, row.ImagesPerSecond, 100*row.Share)
	}
}

// scaling prints the step at many sizes, a line as each is measured.
func (c *benchCmd) scaling(ctx context.Context, a *app, s bench.Settings) error {
	var points []bench.Point
	if !c.JSON {
		a.printf("%-24s%-9s%6s%7s%11s%10s%9s%6s\n", "net", "images", "batch", "cores", "ms", "images/s", "GFLOP/s", "peak")
	}
	err := bench.Scaling(ctx, s, func(p bench.Point) {
		points = append(points, p)
		if !c.JSON {
			a.printf("%-24s%-9s%6d%7d%11.3f%10.0f%9.0f%5.0f%%\n",
				p.Net, p.Size, p.BatchSize, p.Cores, p.Milliseconds, p.ImagesPerSecond, p.GFLOPS, 100*p.Share)
		}
	})
	if err := cmp.Or(ctx.Err(), err); err != nil || !c.JSON {
		return err
	}
	return a.json(points)
}
