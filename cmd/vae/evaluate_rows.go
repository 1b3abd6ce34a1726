package main

import (
	"fmt"
	"slices"
	"strings"

	"vae/train"
)

// printRunRows prints the main figures with a row for each run, and the settings that differ.
func printRunRows(a *app, title string, all []*evaluation) {
	var configs []train.Config
	for _, e := range all {
		configs = append(configs, e.subject.config)
	}
	settings, differing := differing(configs, inColumns)
	var shown []row
	draws := fmt.Sprintf(", K = %d", all[0].Protocol.Samples)
	for _, r := range sideBySide(all, (*evaluation).rows) {
		if name := strings.TrimSuffix(strings.TrimSpace(r.name), draws); slices.Contains(mainFigures, name) {
			shown = append(shown, row{strings.TrimSuffix(name, " units"), r.entries})
		}
	}
	names := letters(len(all))
	fit := mostAcross(a, names, shown)
	a.printf("%s%s\n", title, draws)
	printWithSettings(a, across(names, shown[:fit]), settings, differing, width(a.stdout))
	printAcross(a, names, shown[fit:])
	a.printf("\n")
}

// mainFigures are those of the score card that stand in a row for each run.
var mainFigures = []string{
	"−ELBO", "recon", "KL", "−log p(x)", "active units", "−ELBO, bits per dimension", "−log p(x), bits per dimension",
	"nearest neighbour, % right", "linear classifier, % right",
}

// printAcross prints figures with a row for each run, in as many tables as there have to be.
func printAcross(a *app, runs []string, figures []row) {
	for len(figures) > 0 {
		fit := mostAcross(a, runs, figures)
		across(runs, figures[:fit]).print(a.stdout)
		figures = figures[fit:]
	}
}

// mostAcross returns how many of the first figures fit into a table, at least 1.
func mostAcross(a *app, runs []string, figures []row) int {
	n := len(figures)
	for n > 1 && !across(runs, figures[:n]).fits(width(a.stdout)) {
		n--
	}
	return n
}

// across returns a table with a row for each run and a column for each figure.
func across(runs []string, figures []row) aligned {
	table := aligned{rows: make([][]string, len(runs)+1), right: make([]bool, len(figures)+1)}
	table.rows[0] = []string{""}
	for i, name := range runs {
		table.rows[i+1] = []string{name}
	}
	for j, f := range figures {
		table.right[j+1] = true
		table.rows[0] = append(table.rows[0], strings.TrimSpace(f.name))
		for i, entry := range f.entries {
			table.rows[i+1] = append(table.rows[i+1], entry.String())
		}
	}
	return table
}
