package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"vae"
	"vae/evaluate"
)

type encodeCmd struct {
	onImages `embed:""`
	Output   string `name:"out" short:"o" default:"codes.npy" placeholder:"FILE" help:"File to write: .npy (numbers alone), .npz (mean, logvar, and which images they are of), .csv or -."`
	What     string `name:"output" default:"mean" enum:"mean,sample,params" help:"What to write of the posterior q(z|x): mean, sample (a draw), params (mean, then log-variance)."`
	Seed     uint64 `default:"1" help:"Random seed of the draws of --output sample."`
	passing  `embed:""`
}

func (c *encodeCmd) Run(a *app) error {
	return patiently(func(ctx context.Context) error { return c.encode(ctx, a) })
}

func (c *encodeCmd) check(a *app) error { return c.passing.check(a, &c.Output) }

// merge has the command join pieces.
func (c *encodeCmd) merge(a *app, m *mergeCmd) error {
	c.Shard, c.Output = shard{}, cmp.Or(m.Output, "codes.npy")
	return m.without(a, &m.Sheet, &m.JSON)
}

func (c *encodeCmd) encode(ctx context.Context, a *app) error {
	t, set, err := c.open(ctx, a, outputs{{"-o", c.Output, c.Shard.form(checkTable)}})
	if err = a.agree(err); err != nil {
		return err
	}
	settings := []string{"--output " + c.What, fmt.Sprint("--seed ", c.Seed)}
	encode := func(take func(vae.Codes) error) error {
		by, err := a.relay("codes", []*trained{t}, set, settings)
		if err != nil {
			return err
		}
		return evaluate.EncodeEach(ctx, by, t.Model, set.Set, set.loader.LoaderConfig, take)
	}
	if c.Shard.some() {
		return a.writePiece(c.Output, c.Shard, func() error { return encode(nil) })
	}
	if a.follows() {
		return encode(func(vae.Codes) error { return nil })
	}
	s := &codeStream{encode: encode, n: set.Len(), latent: t.Config().Latent, main: c.main}
	defer s.close()
	if filepath.Ext(c.Output) == ".npz" {
		if err := s.keepAll(filepath.Dir(c.Output)); err != nil {
			return err
		}
	}
	of := origins(set.Set, set.Len())
	err = a.write(c.Output, output{rows: set.Len(), arrays: append(of, s.arrays(c.What)...), main: len(of)})
	return cmp.Or(s.fault, err)
}

// main returns what was asked for of the codes of images first, first + 1, …
func (c *encodeCmd) main(codes vae.Codes, first int) []float32 {
	switch c.What {
	case "sample":
		return codes.SampleFrom(c.Seed, first)
	case "params":
		var both []float32
		for i := range codes.Len() {
			one := codes.Slice(i, i+1)
			both = append(append(both, one.Mean...), one.LogVar...)
		}
		return both
	}
	return codes.Mean
}
