package kernel

// thin reports whether images get frames of zeros, because a row of taps does not fill a vector:
// then regions cost more time than zeros. Measured with AVX-512.
func (c Conv) thin() bool { return c.Pad > 0 && c.Kernel*c.C < line }

// enclose makes x frames for the images, whose windows need no zeros beside them.
func (j *convolution) enclose() {
	j.H, j.W, j.Pad = j.H+2*j.Pad, j.W+2*j.Pad, 0
	j.frames = grow(j.frames, j.batch*j.H*j.W*j.C)
	j.x = j.frames
}

// framed reports whether x is frames.
func (j *convolution) framed() bool { return j.H > j.given.H }

// inside returns row h of an image in x, without its frame.
func (j *convolution) inside(image, h int) []float32 {
	pad := j.given.Pad - j.Pad
	return j.x[((image*j.H+h+pad)*j.W+pad)*j.C:][:j.given.W*j.C]
}

// load copies the images of a block to their frames, if there are any.
func (j *convolution) load(block int) {
	if !j.framed() {
		return
	}
	clear(j.ofBlock(block))
	first, end := j.bounds(block)
	for image := first; image < end; image++ {
		for h := range j.given.H {
			copy(j.inside(image, h), row(j.images, image*j.given.H+h, j.given.W*j.C))
		}
	}
}

// store adds the bias to the images of a block in x, copies them from their frames, if there are
// any, and applies the activation.
func (j *convolution) store(block int) {
	first, end := j.bounds(block)
	for image := first; image < end; image++ {
		for h := range j.given.H {
			x := j.inside(image, h)
			j.before().applyRow(x, j.bias)
			r := image*j.given.H + h
			if j.framed() {
				copy(row(j.images, r, len(x)), x)
			}
			if j.result != nil {
				j.act.applyKept(row(j.result, r, len(x)), x)
			}
		}
	}
}
