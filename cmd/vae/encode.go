package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"vae"
	"vae/data"
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

// check decides where a shard goes.
func (c *encodeCmd) check(a *app) error {
	if c.Shard.some() && !a.gave(&c.Output) {
		c.Output = c.Shard.file(a.command)
	}
	return nil
}

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

// codeStream gives the codes of images as arrays, of which only some rows are in memory at a time.
type codeStream struct {
	encode    func(take func(vae.Codes) error) error
	n, latent int
	main      func(codes vae.Codes, first int) []float32

	mean, logVar *spool // nil: not wanted
	fault        error  // of the encoding, if it had one
}

// keepAll has the stream keep means and log-variances for when they are written, in a folder.
func (s *codeStream) keepAll(folder string) (err error) {
	if s.mean, err = newSpool(folder); err == nil {
		s.logVar, err = newSpool(folder)
	}
	return err
}

func (s *codeStream) close() {
	s.mean.close()
	s.logVar.close()
}

// arrays returns the main array, of that name, and the others.
func (s *codeStream) arrays(name string) []data.Array {
	shape := []int{s.n, s.latent}
	main := data.Array{Name: name, Shape: shape, Stream: s.stream}
	if name == "params" {
		main.Shape = []int{s.n, 2 * s.latent}
	}
	all := []data.Array{main}
	if name != "mean" {
		all = append(all, data.Array{Name: "mean", Shape: shape, Stream: s.mean.parts})
	}
	return append(all, data.Array{Name: "logvar", Shape: shape, Stream: s.logVar.parts})
}

// stream encodes the images and yields the main array.
func (s *codeStream) stream(yield func([]float32, error) bool) {
	first, stopped := 0, false
	err := s.encode(func(codes vae.Codes) error {
		if err := cmp.Or(s.mean.write(codes.Mean), s.logVar.write(codes.LogVar)); err != nil {
			return err
		}
		if stopped = !yield(s.main(codes, first), nil); stopped {
			return context.Canceled
		}
		first += codes.Len()
		return nil
	})
	if err != nil && !stopped {
		s.fault = err
		yield(nil, err)
	}
}
