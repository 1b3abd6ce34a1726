package main

import (
	"context"

	"vae"
	"vae/data"
)

type encodeCmd struct {
	onImages `embed:""`
	Output   string `name:"out" short:"o" default:"codes.npy" placeholder:"FILE" help:"File to write: .npy (numbers alone), .npz (mean, logvar, and which images they are of), .csv or -."`
	What     string `name:"output" default:"mean" enum:"mean,sample,params" help:"What to write of the posterior q(z|x): mean, sample (a draw), params (mean, then log-variance)."`
	Seed     uint64 `default:"1" help:"Random seed of the draws of --output sample."`
}

func (c *encodeCmd) Run(a *app) error {
	ctx := context.Background()
	t, set, err := c.open(ctx, a, outputs{{"-o", c.Output, checkTable}})
	if err != nil {
		return err
	}
	codes := vae.Codes{Latent: t.Config().Latent}
	for batch, err := range set.loader.From(ctx, 0) {
		if err != nil {
			return err
		}
		part, err := t.Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			return err
		}
		codes.Mean = append(codes.Mean, part.Mean...)
		codes.LogVar = append(codes.LogVar, part.LogVar...)
	}
	return a.write(c.Output, c.result(codes, t.Config().Latent, set.Set))
}

// result returns what was asked for, and which images it is of.
func (c *encodeCmd) result(codes vae.Codes, latent int, set *data.Set) output {
	n := set.Len()
	shape := []int{n, latent}
	arrays := []data.Array{
		{Name: "mean", Shape: shape, Floats: codes.Mean},
		{Name: "logvar", Shape: shape, Floats: codes.LogVar},
	}
	switch c.What {
	case "sample":
		arrays = append([]data.Array{{Name: "sample", Shape: shape, Floats: codes.Sample(c.Seed)}}, arrays...)
	case "params":
		both := data.Array{Name: "params", Shape: []int{n, 2 * latent}}
		for i := range n {
			both.Floats = append(both.Floats, codes.Mean[i*latent:(i+1)*latent]...)
			both.Floats = append(both.Floats, codes.LogVar[i*latent:(i+1)*latent]...)
		}
		arrays = append([]data.Array{both}, arrays...)
	}
	of := origins(set, n)
	return output{rows: n, arrays: append(of, arrays...), main: len(of)}
}
