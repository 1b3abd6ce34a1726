package vae_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"vae"
	"vae/checkpoints"
)

// The README shows this code: docs_test.go checks it.
func ExampleLoad() {
	defer enterFolderWithRun()()

	model, err := vae.Load("runs/mnist-001") // a run folder or a checkpoint
	if err != nil {
		log.Fatal(err)
	}
	size := model.Config()
	images := make([]float32, 3*size.Pixels()) // three black images; 1 is white
	codes, err := model.Encode(vae.Input{Images: images})
	if err != nil {
		log.Fatal(err)
	}
	again, err := model.Decode(vae.Input{Codes: codes.Mean}) // reconstructions, in [0, 1]
	if err != nil {
		log.Fatal(err)
	}
	fresh, err := model.Sample(64, 1) // new images from the prior, with seed 1
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(codes.Len(), len(again)/size.Pixels(), len(fresh)/size.Pixels())

	// Output: 3 3 64
}

func ExampleLoadPrior() {
	defer enterFolderWithRun()()

	model, err := vae.Load("runs/mnist-001")
	if err != nil {
		log.Fatal(err)
	}
	fitted, err := vae.LoadPrior("runs/mnist-001") // by vae prior --by-label
	if err != nil {
		log.Fatal(err)
	}
	if model, err = model.WithPrior(fitted); err != nil {
		log.Fatal(err)
	}
	sevens, err := model.DrawPrior(vae.PriorDraws{N: 2, Seed: 1, Temperature: 1, Labels: []int{7, 7}})
	if err != nil {
		log.Fatal(err)
	}
	images, err := model.Decode(sevens)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Classes(), sevens.Labels, len(images)/model.Config().Pixels())

	// Output: [3 7] [7 7] 2
}

func ExampleModel_Decode() {
	defer enterFolderWithRun()()

	model, err := vae.Load("runs/mnist-001")
	if err != nil {
		log.Fatal(err)
	}
	z := []float32{0, 0, 1, -1} // two codes of two dimensions
	images, err := model.Decode(vae.Input{Codes: z})
	if err != nil {
		log.Fatal(err)
	}
	size := model.Config()
	second := images[size.Pixels():] // its rows from the top, each from the left
	fmt.Printf("%d images; the second begins with %.3f\n", len(images)/size.Pixels(), second[:2])

	// Output: 2 images; the second begins with [0.001 0.001]
}

func ExampleModel_Sample() {
	defer enterFolderWithRun()()

	model, err := vae.Load("runs/mnist-001")
	if err != nil {
		log.Fatal(err)
	}
	images, err := model.Sample(3, 7) // with seed 7
	if err != nil {
		log.Fatal(err)
	}
	again, err := model.Sample(3, 7)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(images)/model.Config().Pixels(), slices.Equal(images, again))

	// Output: 3 true
}

// An estimate of log p(x) is the logarithm of the mean importance weight of some draws. Its
// expectation is too low, by less the more draws there are.
func ExampleModel_Weigh() {
	defer enterFolderWithRun()()

	model, err := vae.Load("runs/mnist-001")
	if err != nil {
		log.Fatal(err)
	}
	const draws = 100
	x := vae.Input{Images: make([]float32, model.Config().Pixels())} // a black image
	codes, err := model.Encode(x)
	if err != nil {
		log.Fatal(err)
	}
	eps := make([]float32, draws*codes.Latent) // of each image so many
	source := rand.New(rand.NewPCG(1, 2))
	for i := range eps {
		eps[i] = float32(source.NormFloat64())
	}
	w, err := model.Weigh(x, codes, eps)
	if err != nil {
		log.Fatal(err)
	}
	mean := 0.0
	for i := range draws {
		mean += math.Exp(float64(w.LogProb[i]+w.LogRatio[i])) / draws
	}
	fmt.Printf("log p(x) = %.2f nats\n", math.Log(mean))

	// Output: log p(x) = -0.79 nats
}

// enterFolderWithRun enters a temporary folder with a small untrained model in runs/mnist-001, and
// a prior fitted by class. leave returns from it and removes it.
func enterFolderWithRun() (leave func()) {
	before, err := os.Getwd()
	must(err)
	dir, err := os.MkdirTemp("", "vae")
	must(err)
	must(os.Chdir(dir))
	config := vae.Config{
		Height: 28, Width: 28, Hidden: []int{8}, Latent: 2,
		Activation: "relu", Init: "glorot", Likelihood: "bernoulli",
	}
	model, err := vae.New(config, 1, vae.Start{Mean: make([]float32, config.Pixels())})
	must(err)
	text, err := json.Marshal(map[string]any{"model": config})
	must(err)
	state := &checkpoints.State{Metadata: map[string]string{"config": string(text)}}
	for _, p := range model.Parameters() {
		state.Tensors = append(state.Tensors, checkpoints.Tensor{Name: p.Name, Shape: p.Shape, Data: p.Data})
	}
	folder := filepath.Join("runs/mnist-001", vae.CheckpointFolder)
	must(os.MkdirAll(folder, 0o777))
	writeState(filepath.Join(folder, "best.safetensors"), state)
	state, err = fitByClass(model).State()
	must(err)
	writeState(filepath.Join("runs/mnist-001", vae.PriorFile), state)
	return func() {
		must(os.Chdir(before))
		must(os.RemoveAll(dir))
	}
}

// fitByClass returns a prior fitted to codes of threes and of sevens.
func fitByClass(m *vae.Model) *vae.FittedPrior {
	var in vae.Input
	for i := range 40 {
		in.Codes = append(in.Codes, float32(i%5), float32(i%8))
		in.Labels = append(in.Labels, 3+4*(i%2))
	}
	p, _, err := m.FitPrior(context.Background(), vae.PriorSettings{
		Components: 1, Seed: 1, Classes: []vae.Class{{Label: 3, Images: 20}, {Label: 7, Images: 20}},
	}, in, vae.Input{})
	must(err)
	return p
}

func writeState(path string, state *checkpoints.State) {
	file, err := os.Create(path)
	must(err)
	must(checkpoints.Encode(file, state))
	must(file.Close())
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func ExampleModel_Encode() {
	c := vae.Config{
		Height: 28, Width: 28, Hidden: []int{400}, Latent: 20,
		Activation: "relu", Init: "he", Likelihood: "bernoulli",
	}
	model, err := vae.New(c, 1, vae.Start{Mean: make([]float32, c.Pixels())}) // or vae.Load("runs/mnist-001")
	if err != nil {
		fmt.Println(err)
		return
	}
	images := make([]float32, 3*c.Pixels()) // black
	codes, err := model.Encode(vae.Input{Images: images})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(model.Weights(), "weights;", codes.Len(), "codes of", codes.Latent, "dimensions")
	// Output: 652824 weights; 3 codes of 20 dimensions
}
