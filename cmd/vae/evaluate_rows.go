package main

import (
	"fmt"
	"strings"

	"vae/train"
)

// printRunRows prints the main figures of several runs, a row for each, with the settings in which
// they differ.
func printRunRows(a *app, title string, all []*evaluation) {
	var configs []train.Config
	for _, e := range all {
		configs = append(configs, e.subject.config)
	}
	settings, differing := differing(configs)
	var shown []row
	for _, r := range sideBySide(all, (*evaluation).rows) {
		if name := mainFigures(all[0])[strings.TrimSpace(r.name)]; name != "" {
			shown = append(shown, row{name, r.entries})
		}
	}
	names := letters(len(all))
	fit := mostAcross(a, names, shown)
	a.printf("%s, K = %d\n", title, all[0].Protocol.Samples)
	printWithSettings(a, across(names, shown[:fit]), settings, differing, width(a.stdout))
	printAcross(a, names, shown[fit:])
	a.printf("\n")
}

// mainFigures returns what the rows of a score card are called that stand in a row for each run.
func mainFigures(e *evaluation) map[string]string {
	return map[string]string{
		"−ELBO": "−ELBO", "recon": "recon", "KL": "KL", fmt.Sprintf("−log p(x), K = %d", e.Protocol.Samples): "−log p(x)",
		"active units": "active", "−ELBO, bits per pixel": "−ELBO, bits per pixel", "−log p(x), bits per pixel": "−log p(x), bits per pixel",
		"nearest neighbour, % right": "nearest neighbour, % right", "linear classifier, % right": "linear classifier, % right",
	}
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
