package kernel

// A frame holds some images and the zeros around them, so that all windows are alike, and the
// columns of some rows of windows.
type frame struct {
	*convolution
	first, end int       // its images of the batch
	height     int       // rows of windows, of all images
	pixels     []float32 // (end − first, H + 2·Pad, W + 2·Pad, C)
	columns    []float32 // (rows·outW, size)
}

// frames are kept from block to block.
var frames = shelf[frame]{create: func() *frame { return new(frame) }}

// frame returns a frame for images first to end.
func (j *convolution) frame(first, end int) *frame {
	f := frames.take()
	f.convolution, f.first, f.end = j, first, end
	f.height = (end - first) * j.outH
	f.pixels = grow(f.pixels, (end-first)*f.framed())
	f.columns = grow(f.columns, j.rows*j.outW*j.size())
	return f
}

// rowSize returns the number of elements of a row of pixels with its zeros.
func (f *frame) rowSize() int { return (f.W + 2*f.Pad) * f.C }

// framed returns the number of elements of an image with its zeros.
func (f *frame) framed() int { return (f.H + 2*f.Pad) * f.rowSize() }

// inside returns the pixels of row h of image i without their zeros.
func (f *frame) inside(i, h int) []float32 {
	return f.pixels[i*f.framed()+(h+f.Pad)*f.rowSize()+f.Pad*f.C:][:f.W*f.C]
}

// load copies the images of x.
func (f *frame) load(x []float32) {
	clear(f.pixels)
	for i := range f.end - f.first {
		for h := range f.H {
			copy(f.inside(i, h), row(x, (f.first+i)*f.H+h, f.W*f.C))
		}
	}
}

// store copies the images to their place in x, which it returns.
func (f *frame) store(x []float32) []float32 {
	for i := range f.end - f.first {
		for h := range f.H {
			copy(row(x, (f.first+i)*f.H+h, f.W*f.C), f.inside(i, h))
		}
	}
	return x[f.first*f.H*f.W*f.C : f.end*f.H*f.W*f.C]
}

// part returns how many windows are in the rows from low on whose columns exist at a time, with
// these columns, and their pixels of y.
func (f *frame) part(low int) (windows int, columns, y []float32) {
	windows = (min(low+f.rows, f.height) - low) * f.outW
	return windows, f.columns[:windows*f.size()], f.y[(f.first*f.outH+low)*f.outW*f.Out:][:windows*f.Out]
}

// unfold copies the windows from row low on to columns.
func (f *frame) unfold(columns []float32, low int) {
	for n := f.outW * f.size(); len(columns) > 0; columns = columns[n:] {
		copyWindows(columns[:n], f.windowRow(low), f.outW, f.Kernel, f.Kernel*f.C, f.Stride*f.C, f.rowSize())
		low++
	}
}

// fold adds columns to the windows from row low on.
func (f *frame) fold(columns []float32, low int) {
	for n := f.outW * f.size(); len(columns) > 0; columns = columns[n:] {
		addWindows(f.windowRow(low), columns[:n], f.outW, f.Kernel, f.Kernel*f.C, f.Stride*f.C, f.rowSize())
		low++
	}
}

// windowRow returns the pixels from the first window of a row of windows on.
func (f *frame) windowRow(r int) []float32 {
	return f.pixels[r/f.outH*f.framed()+r%f.outH*f.Stride*f.rowSize():]
}
