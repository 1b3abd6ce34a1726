package main

import (
	"context"
	"fmt"
	"time"

	"vae/evaluate"
	"vae/internal/reduce"
	"vae/train"
)

// aisFlags are the flags of evaluate for annealed importance sampling.
type aisFlags struct {
	AIS       bool `name:"ais" help:"Also bound log p(x) by annealed importance sampling; on images drawn from the model, from both sides."`
	AISImages int  `name:"ais-images" default:"100" help:"Images for --ais, chosen at random; as many are drawn from the model."`
	AISSteps  int  `name:"ais-steps" default:"200" help:"Temperatures from q(z|x) to p(z|x); more make the bounds tighter."`
	AISChains int  `name:"ais-chains" default:"16" help:"Chains for each image."`
}

// openBracket is the gap between both bounds, in nats, above which the chains did not follow the
// temperature.
const openBracket = 0.5

func (f aisFlags) annealing() evaluate.Annealing {
	return evaluate.Annealing{Images: f.AISImages, Steps: f.AISSteps, Chains: f.AISChains}
}

func (f *aisFlags) check(a *app) error {
	for _, flag := range []*int{&f.AISImages, &f.AISSteps, &f.AISChains} {
		if a.gave(flag) && !f.AIS {
			return usageError(a.flags[flag]+" does nothing without --ais", "")
		}
	}
	if err := f.annealing().Validate(); err != nil {
		return usageError("--ais: "+err.Error(), "")
	}
	return nil
}

// anneal returns the figures of annealing in a unit, of which a nat has so many; nil if they are
// not asked for.
func (c *evaluateCmd) anneal(ctx context.Context, a *app, s *subject, unit float64) (*evaluate.Annealed, error) {
	if !c.AIS {
		return nil, nil
	}
	show, end := a.annealingProgress(c.Progress)
	defer end()
	r, err := evaluate.AIS(ctx, s.Model, s.Set, s.protocol, c.annealing(), show)
	if err != nil {
		return nil, err
	}
	if !reduce.Finite(r.NLL.Mean + r.Simulated.Gap.Mean) {
		return nil, &train.NumbersError{Step: s.state.Step, Tensor: "log p(x)",
			Cause: "not finite under annealing; the weights of " + s.path + " are likely too large"}
	}
	if gap := r.Simulated.Gap; gap.Mean-2*float64(gap.StandardError) > openBracket {
		a.tell("vae: warning: the bounds of drawn images of %s are %.1f nats apart: "+
			"more --ais-steps bring them together", s.run, gap.Mean)
	}
	r = r.Times(unit)
	return &r, nil
}

// annealingProgress returns functions that show the progress and that end the display: a bar or, of
// the kind auto without a terminal, a line every half minute.
func (a *app) annealingProgress(kind string) (show func(done, total int), end func()) {
	switch {
	case kind == "none":
		return nil, func() {}
	case kind == "auto" && !holdsBar(a.stderr):
		return a.annealingLines(), func() {}
	}
	bar := newBar(a.stderr, 1, "")
	bar.describe("annealing")
	return func(done, total int) { bar.set(done, total) }, bar.clear
}

func (a *app) annealingLines() func(done, total int) {
	const pause = 30 * time.Second
	start := time.Now()
	last := start
	return func(done, total int) {
		if time.Since(last) < pause {
			return
		}
		last = time.Now()
		left := time.Duration(float64(last.Sub(start)) * float64(total-done) / float64(done))
		a.tell("annealing: %d %% done, %v left", 100*done/total, left.Round(time.Second))
	}
}

// printAnnealed prints the figures of annealing, if there are any.
func printAnnealed(a *app, all []*evaluation) {
	if all[0].AIS == nil {
		return
	}
	title := fmt.Sprintf("annealed, %d images", all[0].AIS.Images)
	rows := sideBySide(all, (*evaluation).annealed)
	if len(all) > 1 {
		printSeveral(a, title, letters(len(all)), rows)
	} else {
		printOne(a, title, rows)
	}
}

func (e *evaluation) annealed() []row {
	r := e.AIS
	return []row{
		drawn("−log p(x), at most", r.NLL, r.MonteCarlo),
		estimated(fmt.Sprintf("−L_%d is higher by", e.Protocol.Samples), r.Excess, 3),
		estimated("drawn images, at most", r.Simulated.Upper, 3),
		estimated("drawn images, at least", r.Simulated.Lower, 3),
		estimated("gap between both", r.Simulated.Gap, 3),
		count("moves accepted, %", "%.0f", 100*r.Acceptance),
	}
}
