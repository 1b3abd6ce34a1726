package export_test

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"vae"
	"vae/export"
)

// TestParity checks what PyTorch and onnxruntime compute of every kind of model against ours:
// testdata/parity.py has the tolerances.
func TestParity(t *testing.T) {
	t.Run("pytorch", func(t *testing.T) {
		needs(t, "numpy", "torch", "safetensors")
		parity(t, "pytorch")
	})
	t.Run("onnx", func(t *testing.T) {
		needs(t, "numpy", "onnx", "onnxruntime")
		parity(t, "onnx")
	})
}

// parity compares models in a format with references.
func parity(t *testing.T, format string) {
	dir := t.TempDir()
	add := func(name string, m *vae.Model) {
		to := filepath.Join(dir, fmt.Sprintf("%x", name))
		write(t, to, format, &export.Subject{Name: name, Model: m})
		create(t, filepath.Join(to, "reference.npz"), func(w io.Writer) error { return reference(w, m) })
		if format == "onnx" && strings.HasPrefix(name, "bounds") {
			asBytes := &export.Subject{Name: name, Model: m, Options: map[string]bool{"uint8": true}}
			write(t, filepath.Join(to, "bytes"), format, asBytes)
		}
	}
	all := configs(t)
	for name, c := range all {
		add(name, newModel(t, c))
	}
	for _, likelihood := range vae.Likelihoods().Names {
		add("bounds "+likelihood, extreme(newModel(t, all["mlp:7 "+likelihood+" standard false"])))
	}
	plain, labelled := all["mlp:7 bernoulli standard false"], all["mlp:7 bernoulli standard true"]
	add("fitted", fitted(t, plain, false))
	add("fitted by class", fitted(t, plain, true))
	add("conditional fitted", fitted(t, labelled, true))
	run(t, "testdata/parity.py", format, dir)
}
