package main

import (
	"bytes"
	"fmt"
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
nets in the same time, but for a cosine of the learning rate and, with importance weights, doubly reparameterised gradients.
A recipe without a row has not been trained to its end.

| recipe | published | ours | ± s.e. | −ELBO | active | epochs, batch | minutes |
| --- | --- | --- | --- | --- | --- | --- | --- |
`

// write writes the page.
func write(path string, results []result) error {
	var text bytes.Buffer
	text.WriteString(header)
	for _, r := range results {
		fmt.Fprintln(&text, r.row())
	}
	fmt.Fprintf(&text, "\n%d cores of %s, %s kernels, %s, %s. Commands, with the seeds that they ran with:\n\n",
		runtime.NumCPU(), processor(), kernel.Level(), runtime.Version(), time.Now().Format(time.DateOnly))
	for _, r := range results {
		fmt.Fprintf(&text, "    vae train --config recipes/%s.json --out %s    # seed %d\n", r.recipe, r.path(""), r.Optimization.Seed)
		fmt.Fprintf(&text, "    vae %s    # seed %d\n", strings.Join(r.evaluate(), " "), r.Protocol.Seed)
	}
	return os.WriteFile(path, text.Bytes(), 0o666)
}

// row returns the line of the table.
func (r result) row() string {
	ours, what := r.Importance[len(r.Importance)-1], fmt.Sprintf("K = %d", r.samples)
	if r.Data.Binarize == data.BinarizeNone {
		ours, what = r.NELBO, "−ELBO, grey pixels"
	}
	o := r.Optimization
	return fmt.Sprintf("| [%s](../recipes/%s.json), %s | %.2f (%s) | **%.2f** | %.2f | %.2f | %d of %d | %d, %d | %.0f |",
		r.recipe, r.recipe, what, r.published, r.source, ours.Mean, ours.StandardError,
		r.NELBO.Mean, r.ActiveUnits, r.Model.Latent, o.Epochs, o.BatchSize, r.minutes)
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
