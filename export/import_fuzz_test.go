package export_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"vae"
	"vae/checkpoints"
	"vae/export"
)

// FuzzRead reads files whose headers are of models, or nearly: memory follows the size of a file,
// whatever its config and its shapes claim.
func FuzzRead(f *testing.F) {
	add := func(metadata map[string]string, tensors []checkpoints.Tensor) {
		var file bytes.Buffer
		if err := checkpoints.EncodeWeights(&file, metadata, tensors); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
	}
	var model checkpoints.Foreign
	for _, net := range []string{"mlp:2", "conv:1/2+res"} {
		c, err := vae.Config{Latent: 1, Likelihood: "laplace", Prior: "mixture", Options: vae.Options{"components": 2}}.WithNetwork(net)
		if err != nil {
			f.Fatal(err)
		}
		m, err := vae.New(c.WithShape(vae.Shape{C: 1, H: 2, W: 2}), 1, vae.Start{Mean: make([]float32, 4)})
		if err != nil {
			f.Fatal(err)
		}
		model = *weightsOf(f, m)
		add(model.Metadata, model.Tensors)
		add(nil, model.Tensors)
	}
	add(nil, example().Tensors)
	huge := strings.Replace(model.Metadata["config"], `"latent":1`, `"latent":100000`, 1)
	add(map[string]string{"config": huge}, model.Tensors)
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := checkpoints.DecodeForeign(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		i, err := export.Read(read)
		if err == nil && !i.Told {
			if i.Config.Activation, i.Config.Likelihood = "relu", "laplace"; i.Config.Conditional {
				return
			}
			i.Config = i.Config.WithShape(vae.Shape{C: 1, H: 2, W: 2})
			err = i.Config.Validate()
		}
		if err == nil {
			_, err = i.Model(i.Config)
		}
		runtime.ReadMemStats(&after)
		if got, limit := after.TotalAlloc-before.TotalAlloc, uint64(1<<28); got > limit {
			t.Errorf("%d bytes allocated for a file of %d", got, len(file))
		}
		_ = err // of any kind
	})
}
