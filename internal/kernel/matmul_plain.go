package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// plain computes p in Go, for machines without an engine. Its sums are not fused and have an order
// of their own, which does not depend on the number of cores.
func (p product) plain() {
	for r := range p.m {
		if dst := p.dst[r*p.ldDst:][:p.n]; !p.onto {
			clear(dst)
			copy(dst, p.bias)
		}
	}
	if p.k > 0 {
		transA, transB, lda, ldb := blas.NoTrans, blas.NoTrans, p.rowA, p.ldB
		if p.rowA < p.k {
			transA, lda = blas.Trans, p.colA
		}
		if p.transposed {
			transB, ldb = blas.Trans, p.k
		}
		gonum.Implementation{}.Sgemm(transA, transB, p.m, p.n, p.k, 1, p.a, lda, p.b, ldb, 1, p.dst, p.ldDst)
	}
	if p.relu {
		for r := range p.m {
			dst := p.dst[r*p.ldDst:][:p.n]
			for i, x := range dst {
				dst[i] = max(x, 0)
			}
		}
	}
}
