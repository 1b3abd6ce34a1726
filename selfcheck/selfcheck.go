// Package selfcheck checks the mathematics of the program on the machine that it runs on, with its
// vector instructions, in seconds: derivatives against finite differences, networks against loops
// in float64, the closed form of the KL against draws, priors of labelled images class by class,
// and estimates and training on a linear-Gaussian model, whose log p(x) and true posterior are
// known, also with a mixture prior.
//
// Run makes all checks. Each compares a figure with its exact value: figures of random draws may be
// off by five of their standard errors, others by a tolerance for rounding.
package selfcheck

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"vae/internal/reduce"
)

// Result is the outcome of a check.
type Result struct {
	Check         string  `json:"check"`
	Figure        Number  `json:"figure"`
	Expected      float64 `json:"expected"`
	Tolerance     float64 `json:"tolerance"`                // the largest difference that passes
	StandardError float64 `json:"standard_error,omitempty"` // of a figure of random draws
	Passed        bool    `json:"passed"`
}

// Z returns the number of standard errors by which the figure is off.
func (r Result) Z() float64 { return (float64(r.Figure) - r.Expected) / r.StandardError }

// Number is a number that is null in JSON if it is not finite.
type Number float64

// MarshalJSON returns the number or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if !reduce.Finite(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// FailedError names the checks that failed.
type FailedError struct {
	Checks []string
	Made   int // how many checks there were
}

// Error returns one line.
func (e *FailedError) Error() string {
	return fmt.Sprintf("%d of %d checks failed: %s", len(e.Checks), e.Made, strings.Join(e.Checks, "; "))
}

// groups are the checks in order.
var groups = []func(*checker) error{
	derivatives, directions, networks, divergence, bounds, objectives, truth, draws, priors, labels, optimiser, learning,
}

// Run makes all checks and calls observe with each result. The seed decides the draws. The error is
// a *FailedError if a check failed.
func Run(ctx context.Context, seed uint64, observe func(Result)) error {
	c := &checker{ctx: ctx, seed: seed, observe: observe}
	for _, group := range groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := group(c); err != nil {
			return fmt.Errorf("selfcheck: %w", err)
		}
	}
	if len(c.failed) > 0 {
		return &FailedError{c.failed, c.made}
	}
	return nil
}

// checker judges figures.
type checker struct {
	ctx     context.Context
	seed    uint64
	observe func(Result)
	made    int
	failed  []string
}

// near checks a figure whose only error is rounding.
func (c *checker) near(check string, figure, expected, tolerance float64) {
	c.judge(Result{Check: check, Figure: Number(figure), Expected: expected, Tolerance: tolerance})
}

// limit is the number of standard errors by which an estimate may be off: a correct one exceeds it
// in six of ten million cases.
const limit = 5

// estimate checks the mean of independent estimates, given as differences from exact values of mean
// expected. It may be off by five standard errors, taken from the estimates themselves, and slack.
func (c *checker) estimate(check string, differences []float64, expected, slack float64) {
	off, squares, n := reduce.Mean(differences), 0.0, float64(len(differences))
	for _, d := range differences {
		squares += (d - off) * (d - off)
	}
	c.within(check, expected+off, expected, math.Sqrt(squares/(n-1)/n), slack)
}

// within checks an estimate of known standard error. It fails if that is 0, since then the draws
// make no difference.
func (c *checker) within(check string, figure, expected, standardError, slack float64) {
	if standardError == 0 {
		standardError = math.NaN()
	}
	c.judge(Result{
		Check: check, Figure: Number(figure), Expected: expected,
		Tolerance: limit*standardError + slack, StandardError: standardError,
	})
}

// judge decides whether a result passes and reports it.
func (c *checker) judge(r Result) {
	r.Passed = math.Abs(float64(r.Figure)-r.Expected) <= r.Tolerance // not if one is NaN
	if !reduce.Finite(r.Tolerance) {
		r.Tolerance, r.StandardError, r.Passed = 0, 0, false
	}
	c.made++
	if !r.Passed {
		c.failed = append(c.failed, r.Check)
	}
	c.observe(r)
}
