// Package latent describes the codes of many images at once, for the eye: the plane in which they
// spread most, the order of their dimensions, where they are dense, and which are near.
//
// Codes are rows of Z numbers, (n·Z) in one slice.
package latent

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Plane is a plane through the space of codes: z = Mean + x·X + y·Y. X and Y are orthonormal.
type Plane struct {
	Mean  []float64  `json:"mean"`  // (Z)
	X     []float64  `json:"x"`     // (Z)
	Y     []float64  `json:"y"`     // (Z), zero for codes of one dimension
	Share [2]float64 `json:"share"` // of the codes' variance along X and Y, of 1 in all directions together
}

// PCA returns the plane of the first two principal components of codes of z dimensions. The largest
// coefficient of each direction is positive, so that equal codes give equal planes.
func PCA(codes []float32, z int) Plane {
	p := newPlane(codes, z)
	variance, vectors := principal(codes, p.Mean)
	var sum float64
	for _, v := range variance {
		sum += v
	}
	for k, direction := range [][]float64{p.X, p.Y}[:min(z, 2)] {
		column := z - 1 - k // of ascending variance
		mat.Col(direction, column, vectors)
		orient(direction)
		if sum > 0 {
			p.Share[k] = variance[column] / sum
		}
	}
	return p
}

// Dimensions returns the plane of dimensions i and j through the mean of codes of z dimensions.
func Dimensions(codes []float32, z, i, j int) Plane {
	p := newPlane(codes, z)
	p.X[i], p.Y[j] = 1, 1
	variance := variances(codes, p.Mean)
	var sum float64
	for _, v := range variance {
		sum += v
	}
	if sum > 0 {
		p.Share = [2]float64{variance[i] / sum, variance[j] / sum}
	}
	return p
}

func newPlane(codes []float32, z int) Plane {
	return Plane{Mean: Mean(codes, z), X: make([]float64, z), Y: make([]float64, z)}
}

// Project returns the coordinates of codes on the plane (n·2): x and y of each.
func (p Plane) Project(codes []float32) []float32 {
	z := len(p.Mean)
	at := make([]float32, 0, 2*len(codes)/z)
	for ; len(codes) > 0; codes = codes[z:] {
		var x, y float64
		for j, v := range codes[:z] {
			d := float64(v) - p.Mean[j]
			x += d * p.X[j]
			y += d * p.Y[j]
		}
		at = append(at, float32(x), float32(y))
	}
	return at
}

// Lift returns the code on the plane at the coordinates x and y.
func (p Plane) Lift(x, y float64) []float32 {
	code := make([]float32, len(p.Mean))
	for j, m := range p.Mean {
		code[j] = float32(m + x*p.X[j] + y*p.Y[j])
	}
	return code
}

// Mean returns the mean of codes of z dimensions (Z).
func Mean(codes []float32, z int) []float64 {
	mean := make([]float64, z)
	for i, v := range codes {
		mean[i%z] += float64(v)
	}
	for j := range mean {
		mean[j] /= float64(len(codes) / z)
	}
	return mean
}

// variances returns the variance of each dimension (Z).
func variances(codes []float32, mean []float64) []float64 {
	variance := make([]float64, len(mean))
	for i, v := range codes {
		d := float64(v) - mean[i%len(mean)]
		variance[i%len(mean)] += d * d
	}
	for j := range variance {
		variance[j] /= float64(len(codes) / len(mean))
	}
	return variance
}

// principal returns the eigenvalues of the covariance of codes, ascending, and its eigenvectors in
// columns.
func principal(codes []float32, mean []float64) (variance []float64, vectors *mat.Dense) {
	z := len(mean)
	covariance := mat.NewSymDense(z, nil)
	d := mat.NewVecDense(z, nil)
	for rest := codes; len(rest) > 0; rest = rest[z:] {
		for j, m := range mean {
			d.SetVec(j, float64(rest[j])-m)
		}
		covariance.SymRankOne(covariance, float64(z)/float64(len(codes)), d)
	}
	var eigen mat.EigenSym
	eigen.Factorize(covariance, true) // converges for every symmetric matrix of finite numbers
	vectors = new(mat.Dense)
	eigen.VectorsTo(vectors)
	return eigen.Values(nil), vectors
}

// orient turns a direction round if its largest coefficient is negative.
func orient(direction []float64) {
	var largest float64
	for _, v := range direction {
		if math.Abs(v) > math.Abs(largest)+1e-9 {
			largest = v
		}
	}
	for j, v := range direction {
		direction[j] = math.Copysign(1, largest) * v
	}
}
