package selfcheck

import (
	"math"
	"strings"

	"vae"
)

// follow returns what the layers of the named network give for x, from their descriptions.
func follow(m *vae.Model, network string, x []float32) (last []float64) {
	results := map[string][]float64{}
	for _, l := range m.Layers() {
		if !strings.HasPrefix(l.Name, network+"/") {
			continue
		}
		in := wide(x)
		if results[l.Inputs[0]] != nil {
			in = results[l.Inputs[0]]
		}
		switch l.Kind {
		case "dense":
			last = dense(l.Params[0].Data, l.Params[1].Data, in)
		case "convolution", "transposed convolution":
			last = convolve(l, in)
		case "offset":
			last = sum(in, wide(l.Params[0].Data))
		case "add":
			last = sum(in, results[l.Inputs[1]])
		}
		activate(l.Activation, last)
		results[l.Name] = last
	}
	return last
}

// activate applies an activation in place.
func activate(name string, h []float64) {
	for i, v := range h {
		switch name {
		case "tanh":
			h[i] = math.Tanh(v)
		case "silu":
			h[i] = v / (1 + math.Exp(-v))
		}
	}
}

// dense returns Wᵀ x + b for W of shape (in, out).
func dense(weight, bias []float32, x []float64) []float64 {
	out := make([]float64, len(bias))
	for j, b := range bias {
		out[j] = float64(b)
		for i, v := range x {
			out[j] += v * float64(weight[i*len(bias)+j])
		}
	}
	return out
}

// convolve returns a convolution, or the transposed one: every weight joins pixels of the larger
// image with those of the smaller, each the output of one and the input of the other.
func convolve(l vae.Layer, x []float64) []float64 {
	large, small, up := l.In, l.Out, l.Kind == "transposed convolution"
	if up {
		large, small = small, large
	}
	out := make([]float64, l.Out.TotalSize())
	if len(l.Params) > 1 {
		for i := range out {
			out[i] = float64(l.Params[1].Data[i%l.Out[2]])
		}
	}
	w, size := l.Params[0].Data, l.Window.Size
	for i := range len(w) / (large[2] * small[2]) * small[0] * small[1] {
		tap, u, v := i%(size*size), i/(size*size)/small[1], i/(size*size)%small[1]
		h, column := u*l.Window.Stride+tap/size-l.Window.Pad, v*l.Window.Stride+tap%size-l.Window.Pad
		if h < 0 || h >= large[0] || column < 0 || column >= large[1] {
			continue
		}
		wide, narrow := (h*large[1]+column)*large[2], (u*small[1]+v)*small[2]
		for c := range large[2] {
			for o := range small[2] {
				weight := float64(w[(tap*large[2]+c)*small[2]+o])
				if up {
					out[wide+c] += weight * x[narrow+o]
				} else {
					out[narrow+o] += weight * x[wide+c]
				}
			}
		}
	}
	return out
}

// sum returns x + y.
func sum(x, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] + y[i]
	}
	return out
}
