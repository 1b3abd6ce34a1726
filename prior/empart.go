package prior

import (
	"math"

	"vae/dist"
	"vae/internal/kernel"
)

// part is some successive codes and the sums over them. Parts depend on the problem only, and their
// sums are added in order: so the number of cores changes no bit of the result.
type part struct {
	latent     int
	low, high  int       // codes
	logDensity float64   // sum over codes
	moments    []float64 // (K, Z+1, Z+1) Σ_i r_ik (y, 1)(y, 1)ᵀ, where y is code i whitened by component k

	step     int // codes that are whitened at a time
	whitened dist.Whitened
	terms    []float64   // (K) of a code, log w_k N(x; μ_k, Σ_k), then the ratio to the largest
	chosen   []int       // whose terms count
	rows     [][]float32 // (K) of each component some √r·(y, 1), which are not in moments yet
	product  []float32   // (Z+1, Z+1)
}

const (
	// maxParts is how many cores can share the codes.
	maxParts = 16
	// maxRows is how many rows a sum in float32 takes.
	maxRows = 1024
	// logLeast is the logarithm of the least responsibility that counts, 10⁻¹⁰.
	logLeast = -10 * math.Ln10
)

// split returns parts for n codes: fewer where their sums would need much memory.
func split(n, k, latent int) []part {
	size := (latent + 1) * (latent + 1)
	count := min(max(1<<24/(k*size), 1), maxParts, (n+maxRows-1)/maxRows)
	parts := make([]part, count)
	for i := range parts {
		parts[i] = part{
			latent: latent, low: i * n / count, high: (i + 1) * n / count,
			step:    min(max(1<<17/(k*latent), 16), 128), // so many that y fits into a core's cache
			moments: make([]float64, k*size),
			terms:   make([]float64, k),
			rows:    make([][]float32, k),
			product: make([]float32, size),
		}
	}
	return parts
}

// expect computes the sums for a mixture.
func (p *part) expect(mixture weighted, codes []float32) {
	clear(p.moments)
	p.logDensity = 0
	for low := p.low; low < p.high; low += p.step {
		high := min(low+p.step, p.high)
		mixture.Whiten(&p.whitened, codes[low*p.latent:high*p.latent])
		for r := range high - low {
			p.logDensity += p.expectRow(r, mixture.peaks)
		}
	}
	for k := range p.rows {
		p.flush(k)
	}
}

// expectRow adds a whitened code to the rows of the components that are responsible for it and
// returns its log-density.
func (p *part) expectRow(r int, peaks []float64) float64 {
	highest := math.Inf(-1)
	terms, squares := p.terms[:len(peaks)], p.whitened.Squares[r*len(peaks):][:len(peaks)]
	for k, peak := range peaks {
		terms[k] = peak - 0.5*float64(squares[k])
		if terms[k] > highest {
			highest = terms[k]
		}
	}
	p.chosen = p.chosen[:0]
	for k, term := range terms {
		if term-highest > logLeast {
			p.chosen = append(p.chosen, k)
		}
	}
	var sum float64
	for _, k := range p.chosen {
		terms[k] = math.Exp(terms[k] - highest)
		sum += terms[k]
	}
	for _, k := range p.chosen {
		p.add(k, r, math.Sqrt(terms[k]/sum))
	}
	return highest + math.Log(sum)
}

// add adds code r to the rows of component k. root is the square root of its responsibility.
func (p *part) add(k, r int, root float64) {
	rows, components := p.rows[k], len(p.rows)
	for i := range p.latent {
		rows = append(rows, float32(root)*p.whitened.Y[(r*p.latent+i)*components+k])
	}
	p.rows[k] = append(rows, float32(root))
	if len(p.rows[k]) >= maxRows*(p.latent+1) {
		p.flush(k)
	}
}

// flush adds the rows of component k to its moments.
func (p *part) flush(k int) {
	width := p.latent + 1
	kernel.MatMulTN(p.product, p.rows[k], p.rows[k], width, width, len(p.rows[k])/width)
	for i, v := range p.product {
		p.moments[k*width*width+i] += float64(v)
	}
	p.rows[k] = p.rows[k][:0]
}
