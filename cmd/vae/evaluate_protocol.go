package main

import (
	"fmt"
	"strings"

	"vae"
)

// printProtocol says in words how the figures were taken: all of them, or those that stand in rows.
func (e *evaluation) printProtocol(a *app, all bool) {
	p := e.Protocol
	e.say(a, "likelihood", "%s: %s", e.Likelihood, meaning[e.Kind])
	e.say(a, "binarisation", "%v: %s", p.Binarize, e.subject.pixels())
	e.say(a, "draws", "%d z ~ q(z|x) for each image, seed %d", p.Samples, p.Seed)
	e.say(a, "−log p(x)", "the importance-weighted bound −L_K, in expectation above −log p(x)")
	if p.Samples > 1 && all {
		e.say(a, "gap", "−ELBO less −L_%d, in expectation below KL(q(z|x) ‖ p(z|x))", p.Samples)
		e.say(a, "effective", "draws that count, (Σ w)²/Σ w² of importance weights w; near 1 −L_%d is a loose bound", p.Samples)
	}
	if all {
		e.say(a, "I(x; z)", "from %d draws; with %d images it is at most %.2f %s",
			e.Information.Draws, e.Images, e.Information.Limit, e.Unit)
	}
	if r := e.AIS; r != nil {
		e.say(a, "annealing", "%d chains of %d steps from q(z|x) to p(z|x) for each image; of images drawn from the model "+
			"also back from an exact draw of p(z|x), which bounds log p(x) from above", r.Chains, r.Steps)
	}
	if c := e.Classification; c != nil {
		e.say(a, "classifiers", "1-nearest neighbour and logistic regression on posterior means, trained on the codes "+
			"of %d training images with %d labels", c.Training, c.Classes)
	} else {
		e.say(a, "classifiers", "none: %s", e.subject.unfit)
	}
	e.say(a, "±", "s.e.: standard error over images, draws included; m.c.: what the draws alone leave")
	if !all {
		e.say(a, "more", "--json has all figures")
	}
}

// say prints a sentence beside a name, in lines of 80 columns.
func (e *evaluation) say(a *app, name, format string, args ...any) {
	const indent = 13
	for _, line := range wrapped(strings.Fields(fmt.Sprintf(format, args...)), usualWidth-indent) {
		a.printf("%-*s%s\n", indent, name, line)
		name = ""
	}
}

// meaning says what log p(x) of each kind is.
var meaning = map[vae.Kind]string{
	vae.Probability: "a probability of the pixels",
	vae.Density:     "a density of pixels that range from 0 to 1, no probability",
	vae.CrossEntropy: "a cross-entropy, since pixels are grey, and no log-likelihood; " +
		"a run with --binarize dynamic or --likelihood continuous-bernoulli has one",
}
