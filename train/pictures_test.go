package train_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/internal/grid"
)

// TestPictures_ofAConditionalRun checks that the sheets of the last epoch show what the last model
// draws, of labels y ~ p(y), and what it makes of images with their labels, which matter.
func TestPictures_ofAConditionalRun(t *testing.T) {
	splits := digits(t)
	config := tinies(t, splits)["labels "+vae.ClassPrior]
	config.Data.Binarize = data.BinarizeNone
	dir := filepath.Join(t.TempDir(), "run")
	finish(t, dir, config, splits)
	files := contents(t, dir)
	model, err := vae.Load(filepath.Join(dir, vae.CheckpointFolder, "step-000000018.safetensors"))
	check(t, err)
	samples, err := model.Sample(64, config.Optimization.Seed)
	check(t, err)
	shown := splits.Validation
	images := make([]float32, shown.Len()*shown.Pixels())
	for i := range shown.Len() {
		shown.Read(images[i*shown.Pixels():], i)
	}
	again := func(labels []int) []float32 {
		codes, err := model.Encode(vae.Input{Images: images, Labels: labels})
		check(t, err)
		means, err := model.Decode(codes.Input())
		check(t, err)
		return means
	}
	shape, means := model.Config().Shape(), again(shown.Labels())
	var sheets [2]bytes.Buffer
	check(t, grid.EncodePNG(&sheets[0], grid.Sheet(samples, 64, shape, grid.Options{})))
	check(t, grid.EncodePNG(&sheets[1], grid.Pairs(images, means, shown.Len(), shape, grid.Options{})))
	for i, name := range []string{"images/epoch-003-samples.png", "images/epoch-003-reconstructions.png"} {
		if !bytes.Equal(files[name], sheets[i].Bytes()) {
			t.Errorf("%s of %d bytes shows something else", name, len(files[name]))
		}
	}
	other := slices.Concat(shown.Labels()[1:], shown.Labels()[:1])
	if slices.Equal(again(other), means) {
		t.Error("reconstructions do not depend on labels")
	}
}
