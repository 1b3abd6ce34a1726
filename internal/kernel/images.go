package kernel

// FromBytes sets dst = src / 255: pixels in [0, 1].
func FromBytes(dst []float32, src []byte) {
	for i, v := range src {
		dst[i] = float32(v) * (1.0 / 255)
	}
}

// Binarize sets x to 1 where uniform < x and to 0 elsewhere, in place: Bernoulli
// draws with the probabilities x from the uniform draws on [0, 1).
func Binarize(x, uniform []float32) {
	for i, u := range uniform {
		if u < x[i] {
			x[i] = 1
		} else {
			x[i] = 0
		}
	}
}
