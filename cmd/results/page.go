package main

import (
	"bytes"
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

// pageOf returns the page: a row for each entry, with figures where it was measured.
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

// errChanged says that a recipe was edited although there is a figure of it. Where only the form of
// the file has changed, its new digest belongs into docs/results.json.
var errChanged = errors.New("the recipe is not the one that was measured: measure it anew, or give the new one another name")

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
		now, err := digest(e.recipe)
		if err != nil {
			return "", err
		}
		if m.Recipe != now {
			return "", errChanged
		}
		d := m.Figure.minus(e.published)
		cells = append(cells, m.Figure.String(), d.signed(), d.verdict(), fmt.Sprintf("%.2f", m.NELBO),
			fmt.Sprintf("%d of %d", m.ActiveUnits, last.Model.Latent))
	} else {
		cells = append(cells, "not measured", "", "", "", "")
	}
	cells = append(cells, e.theirs.changes(chain), e.chosen, fmt.Sprint(mnistImages-last.Data.Validation),
		epochsOf(chain), minutesOf(chain, all), m.Machine)
	return "| " + strings.Join(cells, " | ") + " |", nil
}

// minus returns the difference to a published figure, which has a standard error of about the same
// size that nobody printed.
func (f figure) minus(published float64) figure {
	return figure{f.Mean - published, math.Sqrt2 * f.StandardError}
}

// verdict says what a difference in nats, of which fewer are better, is worth.
func (f figure) verdict() string {
	switch {
	case math.Abs(f.Mean) <= 2*f.StandardError:
		return "tie"
	case f.Mean < 0:
		return "better"
	}
	return "worse"
}

// String returns the figure with its standard error.
func (f figure) String() string { return fmt.Sprintf("%.2f ± %.2f", f.Mean, f.StandardError) }

// signed returns a difference with its sign and its standard error.
func (f figure) signed() string {
	return strings.Replace(fmt.Sprintf("%+.2f ± %.2f", f.Mean, f.StandardError), "-", "−", 1)
}

// epochsOf returns the epochs of the stages of a chain, and their sum.
func epochsOf(chain []stage) string {
	var parts []string
	for _, s := range chain {
		parts = append(parts, fmt.Sprint(s.Optimization.Epochs))
	}
	return sumOf(parts, fmt.Sprint(epochs(chain)))
}

// minutesOf returns the minutes of the stages of a chain, and their sum; nothing unless all were
// measured.
func minutesOf(chain []stage, all map[string]measurement) string {
	var parts []string
	var sum float64
	for _, s := range chain {
		m, ok := all[s.name]
		if !ok {
			return ""
		}
		parts = append(parts, minutesText(m.Minutes))
		sum += m.Minutes
	}
	return sumOf(parts, minutesText(sum))
}

// minutesText returns whole minutes, or a tenth of them where there are few.
func minutesText(m float64) string {
	if m < 10 {
		return fmt.Sprintf("%.1f", m)
	}
	return fmt.Sprintf("%.0f", m)
}

// sumOf returns a sum with its parts.
func sumOf(parts []string, sum string) string {
	if len(parts) == 1 {
		return sum
	}
	return strings.Join(parts, " + ") + " = " + sum
}
