package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"vae/evaluate"
)

// printCard prints the figures of one run, or of several side by side, and how they were taken.
func printCard(a *app, all []*evaluation) {
	for i, e := range all {
		a.printf("%s%s, step %d%s\n", prefix(all, i), e.Checkpoint, e.Step, e.ofPrior(all))
	}
	a.printf("%v\n\n", all[0].subject.images)
	title := all[0].Unit + " per image"
	switch {
	case len(all) == 1:
		printOne(a, title, sideBySide(all, (*evaluation).rows))
	case !fitSideBySide(a, len(all)):
		printRunRows(a, title, all)
	default:
		printSeveral(a, title, letters(len(all)), sideBySide(all, (*evaluation).rows))
	}
	if len(all) > 1 {
		differences := sideBySide(all[1:], (*evaluation).differences)
		printSeveral(a, "more than a, image by image", letters(len(all))[1:], differences)
	}
	printAnnealed(a, all)
	if fitSideBySide(a, len(all)) && slices.ContainsFunc(all, (*evaluation).divided) {
		for i, e := range all {
			e.printDimensions(a, prefix(all, i))
		}
		a.printf("\n")
	}
	if samePrior(all) {
		a.say(fact{"prior", all[0].Prior})
	}
	all[0].printProtocol(a, fitSideBySide(a, len(all)))
}

// ofPrior names the prior, if the columns are under several.
func (e *evaluation) ofPrior(all []*evaluation) string {
	if samePrior(all) {
		return ""
	}
	return ", prior " + e.Prior
}

// samePrior reports whether all figures are under priors of the same name.
func samePrior(all []*evaluation) bool {
	return !slices.ContainsFunc(all, func(e *evaluation) bool { return e.Prior != all[0].Prior })
}

// letters returns the names of n runs: a, b, c, …, z, aa, ab, …
func letters(n int) (names []string) {
	for i := range n {
		name := string(rune('a' + i%26))
		if i >= 26 {
			name = names[i/26-1] + name
		}
		names = append(names, name)
	}
	return names
}

// prefix returns the letter of run i for the beginning of a line, "" if it is the only run.
func prefix(all []*evaluation, i int) string {
	if len(all) == 1 {
		return ""
	}
	return letters(len(all))[i] + "  "
}

func (e *evaluation) rows() []row {
	information := func(name string, v evaluate.Drawn) row {
		return drawn(name, evaluate.Estimate{Mean: v.Mean, StandardError: evaluate.Spread(math.NaN())}, v.MonteCarlo)
	}
	rows := []row{
		estimated("−ELBO", e.NELBO, 3),
		estimated("  recon", e.Recon, 3),
		estimated("  KL", e.KL, 3),
		information("    "+e.given("I(x; z|y)"), e.Information.Mutual),
		information("    "+e.given("KL(q(z|y) ‖ p(z|y))"), e.Information.Aggregate),
	}
	for _, l := range e.Importance {
		rows = append(rows, drawn(e.nllName(l.Draws), l.Estimate, l.MonteCarlo))
	}
	if e.Protocol.Samples > 1 { // with one draw it is nothing but noise
		rows = append(rows, estimated("gap, "+e.posteriors(), e.Gap, 3))
	}
	if c := e.Effective; c != nil {
		rows = append(rows, count(fmt.Sprintf("effective draws, of %d", e.Protocol.Samples), "%.1f", c.Mean),
			count("  of the worst image", "%.1f", c.Worst))
	}
	if b := e.BitsPerDimension; b != nil {
		rows = append(rows, estimated("−ELBO, bits per dimension", b.NELBO, 4),
			estimated("−log p(x), bits per dimension", b.Importance, 4))
	}
	if b := e.Bayes; b != nil {
		rows = append(rows, estimated("−log p(x), by Bayes", b.NLL, 3), estimated("−log p(y|x), by Bayes", b.LogLabel, 3),
			estimated("p(y|x) by Bayes, % right", percent(b.Accuracy), 2))
	}
	if d := e.Drawn; d != nil {
		rows = append(rows, estimated("drawn like their class, %", percent(d.Accuracy), 2))
	}
	rows = append(rows, count("active units", "%d of %d", e.ActiveUnits, len(e.Dimensions)))
	if c := e.Classification; c != nil {
		rows = append(rows, estimated("nearest neighbour, % right", percent(c.Nearest), 2),
			estimated("linear classifier, % right", percent(c.Linear), 2))
	}
	return rows
}

// nllName returns the name of the importance-weighted bound of k draws.
func (e *evaluation) nllName(k int) string {
	return fmt.Sprintf("−%s, K = %d", e.given("log p(x|y)"), k)
}

// given returns the name of a figure without the labels, unless the model is conditional.
func (e *evaluation) given(name string) string {
	if e.subject.config.Model.Conditional {
		return name
	}
	return strings.ReplaceAll(name, "|y", "")
}

// posteriors returns the divergence of the approximate from the true posterior.
func (e *evaluation) posteriors() string {
	if e.subject.config.Model.Conditional {
		return "KL(q(z|x,y) ‖ p(z|x,y))"
	}
	return "KL(q(z|x) ‖ p(z|x))"
}

func percent(share evaluate.Estimate) evaluate.Estimate {
	return evaluate.Estimate{Mean: 100 * share.Mean, StandardError: 100 * share.StandardError}
}

// differences returns how much more the run has than the first of all.
func (e *evaluation) differences() []row {
	d := e.Difference
	return []row{
		estimated("−ELBO", d.NELBO, 3), estimated("  recon", d.Recon, 3), estimated("  KL", d.KL, 3),
		estimated(fmt.Sprintf("−%s, K = %d", e.given("log p(x|y)"), e.Protocol.Samples), d.Importance, 3),
	}
}

// maxDimensions is the number of dimensions that are printed; JSON has all.
const maxDimensions = 60

// divided reports whether the KL is a sum over dimensions.
func (e *evaluation) divided() bool { return !math.IsNaN(float64(e.Dimensions[0].KL)) }

func (e *evaluation) printDimensions(a *app, prefix string) {
	if !e.divided() {
		return
	}
	a.printf("%sKL of each dimension, the largest first", prefix)
	for i, d := range e.Dimensions {
		if i == maxDimensions {
			a.printf("\n  and %d more", len(e.Dimensions)-i)
			break
		}
		if i%12 == 0 {
			a.printf("\n")
		}
		a.printf("%6.2f", d.KL)
	}
	a.printf("\n")
}
