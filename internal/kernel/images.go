package kernel

// FromBytes sets dst = src / 255, correctly rounded: pixels in [0, 1].
func FromBytes(dst []float32, src []byte) {
	need("FromBytes' dst", len(dst), len(src))
	share(len(dst), 1, operands{dst: dst, bytes: src}, func(o operands, low, high int) {
		whole := low + (high-low)&^15
		fromBytes(o.dst[low:whole], o.bytes[low:whole])
		fromBytesPlain(o.dst[whole:high], o.bytes[whole:high])
	})
}

// Binarize sets x to 1 where uniform < x and to 0 elsewhere, in place: Bernoulli draws with the
// probabilities x from the uniform draws on [0, 1).
func Binarize(x, uniform []float32) {
	need("Binarize's uniform", len(uniform), len(x))
	share(len(x), 1, operands{dst: x, x: uniform}, func(o operands, low, high int) {
		binarize(o.dst[low:high], o.x[low:high])
	})
}
