package kernel

//go:generate go run ./avo/vector -pkg kernel -out vector_amd64.s -stubs vector_amd64.go -other vector_other.go

import "math"

//lint:file-ignore U1000 The assembly in vector_amd64.s continues here below AVX2.

// The loops in plain Go, for machines without AVX2. They compute in float64; those of
// vector_amd64.s agree with them but for rounding, and take denormal numbers (smaller than 2⁻¹²⁶)
// for zero, because those are slow: dead units and pixels that never change are full of them.

// activatePlain sets row = act(row + bias).
func activatePlain(act int, row, bias []float32) {
	for i, b := range bias {
		row[i] = Activation(act).apply(row[i] + b)
	}
}

// activateBackPlain sets dz = dy ⊙ act′, a function of y, and adds dz to dbias.
func activateBackPlain(act int, dz, dbias, dy, y []float32) {
	for i, d := range dy {
		dz[i] = d * Activation(act).slope(y[i])
		dbias[i] += dz[i]
	}
}

// logisticPlain sets dst = 1 / (1 + exp −x).
func logisticPlain(dst, x []float32) {
	for i, v := range x {
		dst[i] = sigmoid(v)
	}
}

// siluPlain sets dst = x·σ, where σ = 1 / (1 + exp −x).
func siluPlain(dst, x []float32) {
	for i, v := range x {
		dst[i] = v * sigmoid(v)
	}
}

// multiplyPlain sets dst = factor·src.
func multiplyPlain(dst, src []float32, factor float32) {
	for i, v := range src {
		dst[i] = factor * v
	}
}

// reparameterizePlain sets z = μ + exp(½ log σ²) ⊙ ε.
func reparameterizePlain(z, mean, logVar, eps []float32) {
	for i, e := range eps {
		z[i] = float32(float64(mean[i]) + math.Exp(0.5*float64(logVar[i]))*float64(e))
	}
}

// reparameterizeBackPlain sets dμ = dz and d log σ² = ½ dz ⊙ (z − μ).
func reparameterizeBackPlain(dMean, dLogVar, dz, z, mean []float32) {
	for i, d := range dz {
		dMean[i] = d
		dLogVar[i] = 0.5 * d * (z[i] - mean[i])
	}
}

// gaussianKLPlain returns Σ μ² + σ² − log σ² − 1.
func gaussianKLPlain(mean, logVar []float32) float64 {
	var sum float64
	for i, v := range logVar {
		m, v := float64(mean[i]), float64(v)
		sum += m*m + (math.Expm1(v) - v)
	}
	return sum
}

// gaussianKLBackPlain sets dμ = dkl·μ and d log σ² = ½ dkl·(σ² − 1).
func gaussianKLBackPlain(dMean, dLogVar, mean, logVar []float32, dkl float32) {
	for i, v := range logVar {
		dMean[i] = dkl * mean[i]
		dLogVar[i] = 0.5 * dkl * float32(math.Expm1(float64(v)))
	}
}

// adamPlain makes Adam's step with rate = α / (1 − β₁ᵗ).
func adamPlain(param, grad, m, v []float32, factor, beta1, beta2, rate, unbias2, epsilon float32) {
	for i, g := range grad {
		g *= factor
		m[i] = beta1*m[i] + (1-beta1)*g
		v[i] = beta2*v[i] + (1-beta2)*g*g
		root := float32(math.Sqrt(float64(v[i] * unbias2)))
		param[i] -= rate * m[i] / (root + epsilon)
	}
}

// sumSquaresPlain returns Σ x².
func sumSquaresPlain(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}

// columnSquaresPlain sets dst to Σ_i y[i, c]² of each column c of y.
func columnSquaresPlain(dst, y []float32) {
	clear(dst)
	for ; len(y) > 0; y = y[len(dst):] {
		for c, v := range y[:len(dst)] {
			dst[c] += v * v
		}
	}
}

// fromBytesPlain sets dst = src / 255.
func fromBytesPlain(dst []float32, src []byte) {
	for i, v := range src {
		dst[i] = float32(v) / 255
	}
}

// binarizePlain sets x to 1 where uniform < x and to 0 elsewhere.
func binarizePlain(x, uniform []float32) {
	for i, u := range uniform {
		if u < x[i] {
			x[i] = 1
		} else {
			x[i] = 0
		}
	}
}

// uniformPlain sets dst to the upper 24 bits of Philox's words, times 2⁻²⁴.
func uniformPlain(dst []float32, key0, key1, index, block uint64) {
	for i := 0; i < len(dst); i += 4 {
		for k, w := range Philox([2]uint32{uint32(key0), uint32(key1)}, index, block+uint64(i/4)) {
			dst[i+k] = float32(w>>8) * 0x1p-24
		}
	}
}

// normalPlain sets dst to Box and Muller's transform of Philox's words.
func normalPlain(dst []float32, key0, key1, index, block uint64) {
	for i := 0; i < len(dst); i += 4 {
		w := Philox([2]uint32{uint32(key0), uint32(key1)}, index, block+uint64(i/4))
		for k := 0; k < 4; k += 2 {
			radius := math.Sqrt(-2 * math.Log((float64(w[k])+0.5)*0x1p-32))
			sin, cos := math.Sincos(2 * math.Pi * 0x1p-32 * float64(w[k+1]))
			dst[i+k], dst[i+k+1] = float32(radius*cos), float32(radius*sin)
		}
	}
}

// copyWindowsPlain copies n windows of an image to rows of columns, one behind the other. A window
// has a number of rows, of run elements each, which are ld elements apart; from one window to the
// next it is step elements.
func copyWindowsPlain(dst, src []float32, n, rows, run, step, ld int) {
	for j := range n {
		for i := range rows {
			copy(dst[(j*rows+i)*run:][:run], src[j*step+i*ld:])
		}
	}
}

// addWindowsPlain adds rows of columns to n windows of an image: it is the adjoint of
// copyWindowsPlain.
func addWindowsPlain(dst, src []float32, n, rows, run, step, ld int) {
	for j := range n {
		for i := range rows {
			window := dst[j*step+i*ld:][:run]
			for e, v := range src[(j*rows+i)*run:][:run] {
				window[e] += v
			}
		}
	}
}
