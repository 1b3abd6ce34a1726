package explorer

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"vae"
)

// pageCase is what the page gets: a network, and n images and codes with the labels of a
// conditional model.
type pageCase struct {
	Network Network     `json:"network"`
	Weights []byte      `json:"weights"`
	Images  [][]float32 `json:"images"`
	Codes   [][]float32 `json:"codes"`
	Labels  []int       `json:"labels"`
}

// pageResult is what the page computes: expected images of the codes; codes of the images, and log
// p(x|z) at their means.
type pageResult struct {
	Error   string    `json:"error"`
	Images  []float32 `json:"images"`
	Mean    []float32 `json:"mean"`
	LogVar  []float32 `json:"logvar"`
	LogProb []float64 `json:"logProb"`
}

// newPageCase returns a case of the images and codes of the input.
func newPageCase(n Network, in vae.Input) pageCase {
	split := func(x []float32, width int) [][]float32 {
		rows := [][]float32{} // no null in JSON
		for ; len(x) > 0; x = x[width:] {
			rows = append(rows, x[:width])
		}
		return rows
	}
	pixels := n.Image[0] * n.Image[1] * n.Image[2]
	return pageCase{n, n.Weights, split(in.Images, pixels), split(in.Codes, n.Latent), in.Labels}
}

// runPage computes the cases by the page's own code, bundled and run by node. It skips the test
// where there is no node.
func runPage(t *testing.T, cases []pageCase) (results []pageResult) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node, which runs the page's code")
	}
	bundle := api.Build(api.BuildOptions{
		EntryPoints: []string{"testdata/parity.ts"}, Bundle: true,
		Platform: api.PlatformNode, Format: api.FormatCommonJS,
	})
	for _, message := range append(bundle.Errors, bundle.Warnings...) {
		t.Error(message.Text)
	}
	if t.Failed() {
		t.FailNow()
	}
	script := filepath.Join(t.TempDir(), "parity.js")
	if err := os.WriteFile(script, bundle.OutputFiles[0].Contents, 0o666); err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, script)
	var problems bytes.Buffer
	command.Stdin, command.Stderr = bytes.NewReader(input), &problems
	output, err := command.Output()
	if err == nil {
		err = json.Unmarshal(output, &results)
	}
	if err != nil || len(results) != len(cases) {
		t.Fatalf("node gives %d results of %d, error %v\n%s", len(results), len(cases), err, problems.Bytes())
	}
	return results
}
