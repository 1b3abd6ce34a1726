package evaluate_test

import (
	"context"
	"fmt"

	"vae"
	"vae/data"
	"vae/evaluate"
)

// A model that was not trained is measured with a hundred draws for each of twenty images.
func ExampleMeasure() {
	set := data.DrawDigits(20, 1)
	config := vae.Config{Height: 28, Width: 28, Hidden: []int{16}, Latent: 4, Activation: "relu", Init: "glorot", Likelihood: "bernoulli"}
	figures, err := set.Statistics()
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := vae.New(config, 1, vae.Start{Mean: figures.Mean})
	if err != nil {
		fmt.Println(err)
		return
	}
	card, err := evaluate.Measure(context.Background(), nil, model, set, evaluate.Protocol{Samples: 100, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(card.Images, "images,", len(card.Dimensions), "dimensions")
	fmt.Println(card.NLL().Draws, "draws, a bound tighter than −ELBO:", card.NLL().Mean < card.NELBO.Mean)
	// Output:
	// 20 images, 4 dimensions
	// 100 draws, a bound tighter than −ELBO: true
}
