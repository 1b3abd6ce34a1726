package main

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"strings"
)

//go:embed header.md
var header string

//go:embed footer.md
var footer string

// sections holds what is said of each data set before its table.
//
//go:embed sections
var sections embed.FS

// tableHead begins a table.
//
//go:embed table.md
var tableHead string

// pageOf returns the page: a table for each data set, with a row for each entry, and figures in it
// if it was measured.
func pageOf(all map[string]measurement) ([]byte, error) {
	var page, commands bytes.Buffer
	page.WriteString(header)
	begun := ""
	for _, e := range entries {
		chain, err := e.chain()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.recipe, err)
		}
		if source := chain[len(chain)-1].Data.Source; source != begun {
			text, err := sections.ReadFile("sections/" + source + ".md")
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&page, "\n%s\n%s", text, tableHead)
			begun = source
		}
		row, err := e.row(chain, all)
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
func (e entry) row(chain []stage, all map[string]measurement) (string, error) {
	last := chain[len(chain)-1]
	q, err := quantityOf(last.Config)
	if err != nil {
		return "", err
	}
	set, err := setOf(last.Config)
	if err != nil {
		return "", err
	}
	published, changes := e.source, ""
	if e.published > 0 {
		published = fmt.Sprintf("%.2f (%s)", e.published, e.source)
		changes = e.theirs.changes(chain, set)
	}
	figures, err := e.figures(q, last, all)
	if err != nil {
		return "", err
	}
	epochs, minutes := durations(chain, all)
	recipe := fmt.Sprintf("[%s](../recipes/%s.json), %s", e.recipe, e.recipe, q.name(e.samples))
	images := fmt.Sprint(set.Train - last.Data.Validation)
	cells := append([]string{recipe, published}, figures...)
	cells = append(cells, changes, e.chosen, images, epochs, minutes, all[e.recipe].Machine)
	return "| " + strings.Join(cells, " | ") + " |", nil
}

// figures returns the cells of what was measured: ours, difference, verdict, −ELBO and active.
func (e entry) figures(q quantity, last stage, all map[string]measurement) ([]string, error) {
	m, ok := all[e.recipe]
	if !ok {
		return []string{"not measured", "", "", "", ""}, nil
	}
	if now, err := digest(e.recipe); err != nil || m.Recipe != now {
		return nil, cmp.Or(err, errChanged)
	}
	ours, difference, verdict := m.Figure.over(q.nats), "", ""
	if e.published > 0 {
		d := ours.minus(e.published)
		difference, verdict = d.signed(q.digits), d.verdict()
	}
	return []string{ours.text(q.digits), difference, verdict, fmt.Sprintf("%.*f", q.digits, m.NELBO/q.nats),
		fmt.Sprintf("%d of %d", m.ActiveUnits, last.Model.Latent)}, nil
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
