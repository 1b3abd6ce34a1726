package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"vae/divergence"
)

type divergenceCmd struct {
	Separation float64 `default:"7" help:"Distance of the two modes of p, in standard deviations of one."`
	Weight     float64 `default:"0.6" help:"Weight of the first mode; the second has the rest."`
	Seed       uint64  `default:"1" help:"Random seed of the draws; the mode that the reverse fit ends under may depend on it."`
	Output     string  `name:"out" short:"o" default:"divergence.png" placeholder:"FILE" help:"Picture of both fits to write: .png or .svg."`
	JSON       bool    `help:"Print JSON."`
}

// compared is what divergence prints as JSON.
type compared struct {
	Separation float64  `json:"separation"`
	Weight     float64  `json:"weight"`
	Seed       uint64   `json:"seed"`
	Fits       []fitted `json:"fits"`
	Written    []string `json:"written"` // the path of the picture
}

type fitted struct {
	Dimensions int       `json:"dimensions"`
	Minimized  string    `json:"minimized"` // reverse_kl or forward_kl
	Mean       []float64 `json:"mean"`
	Deviation  []float64 `json:"standard_deviation"`
	ReverseKL  amount    `json:"reverse_kl"` // KL(q ‖ p)
	ForwardKL  amount    `json:"forward_kl"` // KL(p ‖ q)
}

// amount is a divergence in both units.
type amount struct {
	Nats float64 `json:"nats"`
	Bits float64 `json:"bits"`
}

func (c *divergenceCmd) Run(a *app) error {
	target := divergence.Target{Separation: c.Separation, Weight: c.Weight}
	if err := target.Validate(); err != nil {
		return usageError("--"+err.Error(), "")
	}
	if err := a.mayWrite(outputs{{"-o", c.Output, checkPlot}}); err != nil {
		return err
	}
	var line, plane divergence.Comparison
	err := interruptibly(func(ctx context.Context) (err error) {
		if line, err = divergence.Compare(ctx, target.Line(), c.Seed); err == nil {
			plane, err = divergence.Compare(ctx, target.Plane(), c.Seed)
		}
		return err
	})
	if err != nil {
		return err
	}
	a.inJSON = c.JSON
	if err := a.writePlot(c.Output, divergence.Picture(line, plane)); err != nil {
		return err
	}
	result := compared{c.Separation, c.Weight, c.Seed, append(fits(line), fits(plane)...), a.written}
	return a.show(c.JSON, result, func() { result.print(a.stderr) })
}

func fits(c divergence.Comparison) []fitted {
	row := func(minimized string, f divergence.Fit) fitted {
		return fitted{
			Dimensions: c.Target.Dims(), Minimized: minimized, Mean: f.Mean(), Deviation: f.Deviation(),
			ReverseKL: amount{f.ReverseKL, divergence.Bits(f.ReverseKL)},
			ForwardKL: amount{f.ForwardKL, divergence.Bits(f.ForwardKL)},
		}
	}
	return []fitted{row("reverse_kl", c.Reverse), row("forward_kl", c.Forward)}
}

func (c compared) print(w io.Writer) {
	fprintf(w, "p: two Gaussians of weights %.4g and %.4g, %.4g standard deviations apart\n",
		c.Weight, 1-c.Weight, c.Separation)
	fprintf(w, "q: one Gaussian with diagonal covariance, seed %d\n\n", c.Seed)
	fprintf(w, "%-17s%13s%12s%18s%18s\n", "", "", "", "KL(q ‖ p)", "KL(p ‖ q)")
	fprintf(w, "%-17s%13s%12s%9s%9s%9s%9s\n", "q minimises", "mean", "σ", "nats", "bits", "nats", "bits")
	names := map[string]string{"reverse_kl": "KL(q ‖ p)", "forward_kl": "KL(p ‖ q)"}
	for _, f := range c.Fits {
		fprintf(w, "%-17s%13s%12s%9.3f%9.3f%9.3f%9.3f\n", fmt.Sprintf("%s in %d-D", names[f.Minimized], f.Dimensions),
			list(f.Mean), list(f.Deviation), f.ReverseKL.Nats, f.ReverseKL.Bits, f.ForwardKL.Nats, f.ForwardKL.Bits)
	}
}

// list returns numbers with two decimals in a row.
func list(values []float64) string { return strings.Trim(fmt.Sprintf("%.2f", values), "[]") }
