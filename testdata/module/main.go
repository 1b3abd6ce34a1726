// Command codes shows what a trained model makes of images. It is a module of its own, as another
// program would be that imports package vae.
//
//	codes runs/mnist-001
package main

import (
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"

	"vae"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: codes RUN")
	}
	model, err := vae.Load(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	images := make([]float32, 2*model.Config().Pixels()) // one black, one white
	for i := range images[len(images)/2:] {
		images[len(images)/2+i] = 1
	}
	if err := show(model, images); err != nil {
		log.Fatal(err)
	}
}

// show prints codes, reconstructions and log p(x) of images, and a new image.
func show(model *vae.Model, images []float32) error {
	codes, err := model.Encode(vae.Input{Images: images})
	if err != nil {
		return err
	}
	fmt.Println("mean", codes.Mean)
	decoded, err := model.Decode(codes.Input())
	if err != nil {
		return err
	}
	fmt.Println("reconstruction", decoded)
	fresh, err := model.Sample(1, 7)
	if err != nil {
		return err
	}
	fmt.Println("sample", fresh)
	logp, err := logProb(model, images, codes)
	fmt.Println("log p(x)", logp)
	return err
}

// draws is the number of importance weights that an estimate of log p(x) is made of.
const draws = 50

// logProb returns an estimate of log p(x) of each image, in nats: log 1/K Σ_k w_k.
func logProb(model *vae.Model, images []float32, codes vae.Codes) ([]float64, error) {
	eps := make([]float32, codes.Len()*draws*codes.Latent)
	source := rand.New(rand.NewPCG(1, 2))
	for i := range eps {
		eps[i] = float32(source.NormFloat64())
	}
	w, err := model.Weigh(vae.Input{Images: images}, codes, eps)
	if err != nil {
		return nil, err
	}
	sums := make([]float64, codes.Len())
	for i := range w.LogProb {
		sums[i/draws] += math.Exp(float64(w.LogProb[i]) + float64(w.LogRatio[i]))
	}
	for i, sum := range sums {
		sums[i] = math.Log(sum / draws)
	}
	return sums, nil
}
