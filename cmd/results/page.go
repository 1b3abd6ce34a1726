package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strings"

	"vae/data"
)

//go:embed header.md
var header string

//go:embed footer.md
var footer string

// pageOf returns the page: a row for each entry, with figures if it was measured.
func pageOf(all map[string]measurement) ([]byte, error) {
	var page, commands bytes.Buffer
	page.WriteString(header)
	for _, e := range entries {
		row, err := e.row(all)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.recipe, err)
		}
		fmt.Fprintln(&page, row)
		run := "runs/results/" + e.recipe
		fmt.Fprintf(&commands, "    vae train --config %s --out %s\n", recipeFile(e.recipe), run)
		fmt.Fprintf(&commands, "    vae %s\n", strings.Join(e.evaluate(run), " "))
	}
	page.WriteString(footer)
	page.Write(commands.Bytes())
	return page.Bytes(), nil
}

// errChanged says that a recipe was edited after it was measured. Where only the form of the file
// has changed, its new digest belongs into docs/results.json.
var errChanged = errors.New("the recipe is not the one that was measured: " +
	"measure it anew, or give the new one another name")

// row returns the line of the table.
func (e entry) row(all map[string]measurement) (string, error) {
	chain, err := e.chain()
	if err != nil {
		return "", err
	}
	last := chain[len(chain)-1]
	what := fmt.Sprintf("K = %d", e.samples)
	if last.Data.Binarize == data.BinarizeNone {
		what = "−ELBO, grey pixels"
	}
	cells := []string{
		fmt.Sprintf("[%s](../recipes/%s.json), %s", e.recipe, e.recipe, what),
		fmt.Sprintf("%.2f (%s)", e.published, e.source),
	}
	m, ok := all[e.recipe]
	if ok {
		if now, err := digest(e.recipe); err != nil || m.Recipe != now {
			return "", cmp.Or(err, errChanged)
		}
		d := m.Figure.minus(e.published)
		cells = append(cells, m.Figure.String(), d.signed(), d.verdict(), fmt.Sprintf("%.2f", m.NELBO),
			fmt.Sprintf("%d of %d", m.ActiveUnits, last.Model.Latent))
	} else {
		cells = append(cells, "not measured", "", "", "", "")
	}
	epochs, minutes := durations(chain, all)
	cells = append(cells, e.theirs.changes(chain), e.chosen, fmt.Sprint(mnistImages-last.Data.Validation),
		epochs, minutes, m.Machine)
	return "| " + strings.Join(cells, " | ") + " |", nil
}

// minus returns the difference to a published figure, whose standard error was not printed and is
// about the same.
func (f figure) minus(published float64) figure {
	return figure{f.Mean - published, math.Sqrt2 * f.StandardError}
}

// verdict judges a difference in nats, of which fewer are better.
func (f figure) verdict() string {
	switch {
	case math.Abs(f.Mean) <= 2*f.StandardError:
		return "tie"
	case f.Mean < 0:
		return "better"
	}
	return "worse"
}

func (f figure) String() string { return fmt.Sprintf("%.2f ± %.2f", f.Mean, f.StandardError) }

// signed returns a difference with its sign and its standard error.
func (f figure) signed() string {
	return strings.Replace(fmt.Sprintf("%+.2f ± %.2f", f.Mean, f.StandardError), "-", "−", 1)
}

// durations returns the epochs of a chain and the minutes of its training, "" unless all of it was
// measured.
func durations(chain []stage, all map[string]measurement) (epochs, minutes string) {
	var ofEpochs, ofMinutes []float64
	for _, s := range chain {
		ofEpochs = append(ofEpochs, float64(s.Optimization.Epochs))
		if m, ok := all[s.name]; ok {
			ofMinutes = append(ofMinutes, m.Minutes)
		}
	}
	if len(ofMinutes) == len(chain) {
		minutes = sumOf(ofMinutes, minutesText)
	}
	return sumOf(ofEpochs, func(n float64) string { return fmt.Sprint(n) }), minutes
}

// minutesText returns whole minutes, or tenths where there are few.
func minutesText(m float64) string {
	if m < 10 {
		return fmt.Sprintf("%.1f", m)
	}
	return fmt.Sprintf("%.0f", m)
}

// sumOf returns a sum, after its parts if there are several.
func sumOf(numbers []float64, text func(float64) string) string {
	var sum float64
	var parts []string
	for _, v := range numbers {
		sum += v
		parts = append(parts, text(v))
	}
	if len(parts) == 1 {
		return text(sum)
	}
	return strings.Join(parts, " + ") + " = " + text(sum)
}
