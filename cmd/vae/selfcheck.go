package main

import (
	"context"
	"errors"
	"runtime"
	"strconv"

	"vae/internal/kernel"
	"vae/selfcheck"
)

type selfcheckCmd struct {
	Seed  uint64 `default:"1" help:"Random seed of the draws."`
	cores `embed:""`
	JSON  bool `help:"Print JSON."`
}

// selfchecked is what selfcheck prints as JSON.
type selfchecked struct {
	Cores        int                `json:"cores"`
	Instructions string             `json:"instructions"` // generic, avx2 or avx512
	Seed         uint64             `json:"seed"`
	Passed       bool               `json:"passed"`
	Checks       []selfcheck.Result `json:"checks"`
}

func (c *selfcheckCmd) Run(a *app) error {
	s := selfchecked{Cores: runtime.GOMAXPROCS(0), Instructions: kernel.Level(), Seed: c.Seed}
	if !c.JSON {
		a.printf("%d cores, %s, %s, seed %d\n\n", s.Cores, s.Instructions, runtime.Version(), s.Seed)
		a.printf("%-58s%12s%12s%12s%7s\n", "check", "figure", "expected", "± at most", "z")
	}
	err := interruptibly(func(ctx context.Context) error {
		return selfcheck.Run(ctx, c.Seed, func(r selfcheck.Result) {
			s.Checks = append(s.Checks, r)
			if !c.JSON {
				printCheck(a, r)
			}
		})
	})
	var failed *selfcheck.FailedError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	if s.Passed = err == nil; c.JSON {
		if err := a.json(s); err != nil {
			return err
		}
	} else if s.Passed {
		a.printf("\nall %d checks passed\n", len(s.Checks))
	}
	return err
}

// printCheck prints a line. z is the number of standard errors by which an estimate is off.
func printCheck(a *app, r selfcheck.Result) {
	z, verdict := "", "ok"
	if r.StandardError > 0 {
		z = strconv.FormatFloat(r.Z(), 'f', 1, 64)
	}
	if !r.Passed {
		verdict = "FAILED"
	}
	a.printf("%-58s%12.5g%12.5g%12.2g%7s  %s\n", r.Check, float64(r.Figure), r.Expected, r.Tolerance, z, verdict)
}
