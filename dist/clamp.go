package dist

import "vae/internal/nn"

// clampLogVar clamps the second half of each row, the log-variances. Outside the bounds it passes
// only derivatives along which descent leads back inside.
type clampLogVar struct{ rows, latent int }

// Shape returns (R, 2Z) for params (R, 2Z).
func (c *clampLogVar) Shape(in []nn.Shape) (nn.Shape, error) {
	var err error
	c.rows, c.latent, err = halves(in[0])
	return in[0].Clone(), err
}

func (c *clampLogVar) Forward(out []float32, in [][]float32) {
	copy(out, in[0])
	c.eachLogVar(func(i int) { out[i] = min(max(out[i], MinLogVar), MaxLogVar) })
}

// Backward drops the derivatives that lead further outside.
func (c *clampLogVar) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	d, x := dIn[0], in[0]
	copy(d, dOut)
	c.eachLogVar(func(i int) {
		if x[i] < MinLogVar && d[i] > 0 || x[i] > MaxLogVar && d[i] < 0 {
			d[i] = 0
		}
	})
}

// eachLogVar calls f with the index of every log-variance.
func (c *clampLogVar) eachLogVar(f func(i int)) {
	for r := range c.rows {
		for j := range c.latent {
			f((2*r+1)*c.latent + j)
		}
	}
}
