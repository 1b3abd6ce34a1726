package selfcheck

import (
	"vae"
	"vae/data"
	"vae/internal/lineargaussian"
)

// world is a linear-Gaussian model, the same model as an autoencoder, and images drawn from it.
type world struct {
	exact   lineargaussian.Model
	encoder lineargaussian.Encoder
	network *vae.Model
	set     *data.Set
	images  []float32
	n       int
}

func newWorld(e lineargaussian.Encoder, n int, seed uint64) (w world, err error) {
	w = world{exact: lineargaussian.Standard(), encoder: e, n: n}
	w.images = w.exact.Images(n, seed)
	if w.set, err = w.exact.Set(n, seed); err != nil {
		return w, err
	}
	w.network, err = w.exact.VAE(e)
	return w, err
}

// terms returns the exact terms of image i.
func (w world) terms(i int) lineargaussian.Terms { return w.exact.Terms(w.encoder, w.image(i)) }

func (w world) image(i int) []float32 { return row(w.images, i, w.n) }

// variance returns χ², the variance of the importance weights of image i over p(x)².
func (w world) variance(i int) float64 {
	x := w.image(i)
	return lineargaussian.ChiSquared(w.exact.Encode(w.encoder, x), w.exact.Posterior(x))
}

// mean returns the mean of f over the images.
func (w world) mean(f func(i int) float64) (mean float64) {
	for i := range w.n {
		mean += f(i) / float64(w.n)
	}
	return mean
}
