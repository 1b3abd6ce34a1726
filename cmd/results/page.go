package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"vae/data"
	"vae/internal/kernel"
)

const header = `# Results

Our figures beside published ones, in nats per image, on the 10,000 test images of MNIST. ` + "`make results`" + ` trains
the recipes anew, measures them and writes this page.

Figures of binarised pixels are −log p(x) by importance sampling with K draws, an upper bound in expectation. Training
draws new binary images at every step where the recipe says dynamic; the test images are binarised once, by a draw that
belongs to the data set. The published figures come from other draws: those of Burda et al. are 10,000 test images too, so
that theirs have a standard error of their own, of about the same size, which nobody printed. Figures of grey pixels are
−ELBO, a training loss and no likelihood, and stand beside their like alone.

The recipes burda-* are the nets of Burda et al. 2016 with their staircase of learning rates, in less time: batches of 100
instead of 20, from 3e-3 instead of 1e-3 on, over 1000, 400 and 60 epochs instead of 3280. The recipes best-* are the same
nets, trained better: a cosine of the learning rate, Adam's momentum 0.99 (which is in Burda's code, if not in the paper),
and a gradient that follows the draws alone: doubly reparameterised (Tucker et al. 2019), which for one draw is that of
Roeder et al. 2017, so that best-vae's objective, −L₁, is −ELBO. With more draws they start from the weights that fewer draws
led to; their minutes and epochs come on top of those of the recipe before. The recipe pythae-vae is the net of pythae's
reproduction of Rezende & Mohamed 2015, which is trained on Larochelle's binary images instead of ours and lowers its rate
by 37 % after 200 and again after 350 epochs. A recipe without a row has not been trained to its end.

| recipe | published | ours | ± s.e. | −ELBO | active | epochs, batch | minutes | machine |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`

// write writes the page, with a row for each recipe that has one.
func write(path string, rows map[string]string) error {
	var table, commands bytes.Buffer
	for _, e := range entries {
		row, ok := rows[e.recipe]
		if !ok {
			continue
		}
		fmt.Fprintln(&table, row)
		fmt.Fprintf(&commands, "    vae train --config %s --out %s\n", e.file(), e.path(""))
		fmt.Fprintf(&commands, "    vae %s\n", strings.Join(e.evaluate(), " "))
	}
	text := fmt.Sprintf("%s%s\nThe commands; the seeds of training are in the recipes:\n\n%s", header, &table, &commands)
	return os.WriteFile(path, []byte(text), 0o666)
}

// rowsOf returns the rows of the page that there is, by recipe.
func rowsOf(path string) (map[string]string, error) {
	rows := map[string]string{}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if row, ok := strings.CutPrefix(line, "| ["); ok {
			name, _, _ := strings.Cut(row, "]")
			rows[name] = strings.TrimSpace(line)
		}
	}
	return rows, nil
}

// row returns the line of the table.
func (r result) row() string {
	ours, what := r.Importance[len(r.Importance)-1], fmt.Sprintf("K = %d", r.samples)
	if r.Data.Binarize == data.BinarizeNone {
		ours, what = r.NELBO, "−ELBO, grey pixels"
	}
	o := r.Optimization
	return fmt.Sprintf("| [%s](../recipes/%s.json), %s | %.2f (%s) | **%.2f** | %.2f | %.2f | %d of %d | %d, %d | %.0f | %s |",
		r.recipe, r.recipe, what, r.published, r.source, ours.Mean, ours.StandardError,
		r.NELBO.Mean, r.ActiveUnits, r.Model.Latent, o.Epochs, o.BatchSize, r.minutes, r.machine)
}

// machine describes this machine, today.
func machine() string {
	return fmt.Sprintf("%d cores of %s, %s, %s, %s",
		runtime.NumCPU(), processor(), kernel.Level(), runtime.Version(), time.Now().Format(time.DateOnly))
}

// processor returns the name of the processor.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
