package explorer_test

import (
	"encoding/json"
	"fmt"
	"log"

	"vae"
	"vae/explorer"
)

// The page gets a description of the networks, and their weights beside it.
func ExampleNewNetwork() {
	c, err := vae.Config{Latent: 2, Likelihood: "bernoulli"}.WithNetwork("mlp:")
	if err != nil {
		log.Fatal(err)
	}
	m, err := vae.New(c.WithShape(vae.Shape{C: 1, H: 2, W: 2}), 1, vae.Start{Mean: []float32{0.1, 0.9, 0.9, 0.1}})
	if err != nil {
		log.Fatal(err)
	}
	n := explorer.NewNetwork(m)
	decoder, err := json.Marshal(n.Decoder)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d bytes of %s\n%s\n", len(n.Weights), n.Format, decoder)
	// Output:
	// 128 bytes of float32
	// [{"name":"decoder/pixels","kind":"dense","inputs":["codes"],"in":[2],"out":[4],"activation":"identity","weights":[[2,4],[4]]}]
}
