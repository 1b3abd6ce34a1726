package main

import (
	"fmt"
	"math"
	"strings"

	"vae"
	"vae/evaluate"
	"vae/internal/plural"
)

// evaluation is what evaluate prints as JSON of one run. Every figure is in its unit, but for bits
// per pixel and accuracies.
type evaluation struct {
	Run         string            `json:"run"`
	Checkpoint  string            `json:"checkpoint"`
	Step        int64             `json:"step"`
	Data        string            `json:"data"`
	Split       string            `json:"split"`
	Fingerprint string            `json:"fingerprint"` // of the images
	Likelihood  string            `json:"likelihood"`
	Prior       string            `json:"prior"`
	Kind        vae.Kind          `json:"figure"` // what kind of number log p(x) is
	Protocol    evaluate.Protocol `json:"protocol"`
	Unit        string            `json:"unit"` // nats or bits, per image
	evaluate.Card
	BitsPerDimension *perDimension            `json:"bits_per_dimension,omitempty"`
	Information      evaluate.Information     `json:"information"`
	AIS              *evaluate.Annealed       `json:"ais,omitempty"`   // if asked for
	Classification   *evaluate.Classification `json:"classification"`  // null where codes are not classified
	Bayes            *evaluate.Bayes          `json:"bayes,omitempty"` // of a model with classes
	Drawn            *evaluate.DrawnLabels    `json:"drawn_labels,omitempty"`
	Difference       *evaluate.Difference     `json:"difference,omitempty"` // to the first column
	Fitted           *evaluation              `json:"fitted,omitempty"`     // the same under a prior that was fitted to the run

	subject *subject
	scores  []evaluate.Score
}

type perDimension struct {
	NELBO      evaluate.Estimate `json:"nelbo"`
	Importance evaluate.Estimate `json:"importance"` // −L_S
}

func newEvaluation(s *subject, scores []evaluate.Score, bits bool) (*evaluation, error) {
	images, err := s.Fingerprint()
	e := &evaluation{
		Run: s.run, Checkpoint: s.path, Step: s.state.Step,
		Data: s.ref, Split: s.split, Fingerprint: images,
		Likelihood: s.config.Model.Likelihood, Prior: s.priorName(), Kind: s.kind, Protocol: s.protocol, Unit: "nats",
		subject: s, scores: scores,
	}
	if bits {
		e.Unit = "bits"
	}
	return e, err
}

// unit returns the number of units that a nat has.
func (e *evaluation) unit() float64 {
	if e.Unit == "bits" {
		return 1 / math.Ln2
	}
	return 1
}

// fact is a name and what is known under it.
type fact struct{ name, text string }

// howTaken says how the figures were taken: all of them, or those that stand in rows.
func (e *evaluation) howTaken(all bool) (facts []fact) {
	say := func(name, format string, args ...any) {
		facts = append(facts, fact{name, fmt.Sprintf(format, args...)})
	}
	p := e.Protocol
	say("likelihood", "%s: %s", e.Likelihood, meaning[e.Kind])
	say("binarisation", "%v: %s", p.Binarize, e.subject.pixels())
	say("draws", "%d z ~ q(z|x) for each image, seed %d", p.Samples, p.Seed)
	say("−"+e.given("log p(x|y)"), "the importance-weighted bound −L_K, in expectation above it")
	if p.Samples > 1 && all {
		say("gap", "−ELBO less −L_%d, in expectation below %s", p.Samples, e.posteriors())
		say("effective", "draws that count, (Σ w)²/Σ w² of importance weights w; near 1 −L_%d is a loose bound", p.Samples)
	}
	if all {
		say("I(x; z)", "from %s; with %s it is at most %.2f %s",
			plural.Of(e.Information.Draws, "draw"), plural.Of(e.Images, "image"), e.Information.Limit, e.Unit)
	}
	if r := e.AIS; r != nil {
		say("annealing", "%d chains of %d steps from q(z|x) to p(z|x) for each image; of images drawn from the "+
			"model also back from an exact draw of p(z|x), which bounds log p(x) from above", r.Chains, r.Steps)
	}
	if b := e.Bayes; b != nil {
		say("by Bayes", "p(y|x) ∝ p(y) p(x|y) of %s, with the bound of %s for each; p(x) is their sum",
			plural.Of(b.Classes, "class"), plural.Of(b.Draws, "draw"))
	}
	if d := e.Drawn; d != nil {
		say("drawn", "%d images drawn of their class, to the nearest neighbour among the pixels of %d training images, "+
			"which is right on %.1f %% of as many test images", d.Images, d.Training, 100*d.Real.Mean)
	}
	if c := e.Classification; c != nil {
		say("classifiers", "1-nearest neighbour and logistic regression on posterior means, trained on the codes "+
			"of %d training images with %d labels", c.Training, c.Classes)
	} else {
		say("classifiers", "none: %s", e.subject.unfit)
	}
	say("±", "s.e.: standard error over images, draws included; m.c.: what the draws alone leave, the only error "+
		"of I(x; z) and KL(q(z) ‖ p(z))")
	return facts
}

// printProtocol prints how the figures were taken.
func (e *evaluation) printProtocol(a *app, all bool) {
	for _, f := range e.howTaken(all) {
		a.say(f)
	}
	if !all {
		a.say(fact{"more", "--json has all figures"})
	}
}

// say prints a fact in lines of 80 columns.
func (a *app) say(f fact) {
	const indent = 13
	name := f.name
	for _, line := range wrapped(strings.Fields(f.text), usualWidth-indent) {
		a.printf("%-*s%s\n", indent, name, line)
		name = ""
	}
}

// meaning says what log p(x) of each kind is.
var meaning = map[vae.Kind]string{
	vae.Probability: "a probability of the pixels",
	vae.Density:     "a density of pixels that range from 0 to 1, no probability",
	vae.CrossEntropy: "a cross-entropy, since pixels are neither 0 nor 1, and no log-likelihood; " +
		"a run with --binarize dynamic or --likelihood continuous-bernoulli has one",
}
