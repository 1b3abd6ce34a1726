package main

// entry is a recipe with the published figure beside which ours stands.
type entry struct {
	recipe    string
	samples   int     // K of the evaluation
	published float64 // −log p(x), or −ELBO where the pixels are grey, in nats
	source    string
}

// entries is in the order of the page, which says in what the recipes differ from what was
// published.
var entries = []entry{
	{"pytorch-example", 10, 106.66, "PyTorch's example, −ELBO on grey pixels, epoch 7"},
	{"pythae-vae", 200, 89.78, "pythae, VAE, K = 200"},
	{"burda-vae", 5000, 86.76, "Burda et al. 2016, table 1, VAE, k = 1"},
	{"best-vae", 5000, 86.76, "Burda et al. 2016, table 1, VAE, k = 1"},
	{"burda-iwae-5", 5000, 85.54, "Burda et al. 2016, table 1, IWAE, k = 5"},
	{"best-iwae-5", 5000, 85.54, "Burda et al. 2016, table 1, IWAE, k = 5"},
	{"best-iwae-5-long", 5000, 85.54, "Burda et al. 2016, table 1, IWAE, k = 5"},
	{"burda-iwae-50", 5000, 84.78, "Burda et al. 2016, table 1, IWAE, k = 50"},
	{"best-iwae-50", 5000, 84.78, "Burda et al. 2016, table 1, IWAE, k = 50"},
}
