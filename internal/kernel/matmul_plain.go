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
	switch {
	case p.k == 0:
	case p.fine:
		p.addChains()
	default:
		p.addTo(p.dst, p.ldDst, 0, p.k)
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

// addTo adds the products of columns k up to end of a to dst, whose rows are ldDst elements apart.
func (p *product) addTo(dst []float32, ldDst, k, end int) {
	transA, transB := blas.NoTrans, blas.NoTrans
	a, b, lda, ldb := p.a[k*p.colA:], p.b, p.rowA, p.ldB
	if p.rowA < p.k {
		transA, lda = blas.Trans, p.colA
	}
	if p.transposed {
		transB, b, ldb = blas.Trans, b[k:], p.k
	} else {
		b = b[k*ldb:]
	}
	gonum.Implementation{}.Sgemm(transA, transB, p.m, p.n, end-k, 1, a, lda, b, ldb, 1, dst, ldDst)
}

// addChains adds a·b to dst, chain after chain. (Sgemm divides k too, but adds every product to the
// sum so far unless b is transposed.)
func (p *product) addChains() {
	depth, sums := equalPart(p.k, fineChain), make([]float32, p.m*p.n)
	for k := 0; k < p.k; k += depth {
		end := min(k+depth, p.k)
		if k == 0 && !p.onto {
			p.addTo(p.dst, p.ldDst, k, end)
			continue
		}
		clear(sums)
		p.addTo(sums, p.n, k, end)
		for r := range p.m {
			dst := p.dst[r*p.ldDst:][:p.n]
			for i, x := range row(sums, r, p.n) {
				dst[i] += x
			}
		}
	}
}
