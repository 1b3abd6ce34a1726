package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// MatMul sets dst (m, n) = a (m, k) · b (k, n).
func MatMul(dst, a, b []float32, m, n, k int) {
	gemm(blas.NoTrans, blas.NoTrans, dst, a, b, m, n, k, k, n)
}

// MatMulNT sets dst (m, n) = a (m, k) · bᵀ, where b is (n, k).
func MatMulNT(dst, a, b []float32, m, n, k int) {
	gemm(blas.NoTrans, blas.Trans, dst, a, b, m, n, k, k, k)
}

// MatMulTN sets dst (m, n) = aᵀ · b (k, n), where a is (k, m).
func MatMulTN(dst, a, b []float32, m, n, k int) {
	gemm(blas.Trans, blas.NoTrans, dst, a, b, m, n, k, m, n)
}

func gemm(ta, tb blas.Transpose, dst, a, b []float32, m, n, k, lda, ldb int) {
	gonum.Implementation{}.Sgemm(ta, tb, m, n, k, 1, a, lda, b, ldb, 0, dst, n)
}

// Dense sets dst (rows, out) = act(x · w + bias), the forward pass of a fully
// connected layer. x is (rows, in), w (in, out), bias (out).
func Dense(dst, x, w, bias []float32, rows, in, out int, act Activation) {
	MatMul(dst, x, w, rows, out, in)
	for r := range rows {
		row := dst[r*out : (r+1)*out]
		for c := range row {
			row[c] = act.apply(row[c] + bias[c])
		}
	}
}

// DenseBackward turns dy, the gradient of Dense's result y, into dz, that of its
// argument before the activation, and sums dz over the rows into dbias:
//
//	dz = dy ⊙ act′, dbias[c] = Σ_r dz[r, c]
//
// dz, dy and y are (rows, out), dbias (out). dz may be dy.
func DenseBackward(dz, dbias, dy, y []float32, rows, out int, act Activation) {
	clear(dbias)
	for i, g := range dy {
		d := g * act.slope(y[i])
		dz[i] = d
		dbias[i%out] += d
	}
}
