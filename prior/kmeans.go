package prior

import (
	"math"

	"vae/internal/kernel"
	"vae/internal/rng"
)

// clusters are K centers and the codes nearest to each.
type clusters struct {
	latent  int
	centers []float32 // (K, Z)
	counts  []int     // (K) codes
	spread  float64   // mean squared distance of a code from its center
}

// lloyd is how often centers are moved: enough for EM to start from.
const lloyd = 10

// kMeans returns k clusters of codes (N, Z), which come in random order: k-means++ (Arthur &
// Vassilvitskii 2007), then some iterations of Lloyd's algorithm.
func kMeans(codes []float32, latent, k int, source *rng.Source) *clusters {
	c := &clusters{latent: latent, centers: scatterCenters(codes, latent, k, source), counts: make([]int, k)}
	for range lloyd {
		c.move(codes)
	}
	return c
}

// scatterCenters returns k of the codes (N, Z): the first and then, one after the other, code i
// with a probability proportional to its squared distance from the nearest so far.
func scatterCenters(codes []float32, latent, k int, source *rng.Source) []float32 {
	const portion = 1024
	n := len(codes) / latent
	nearest, sums := make([]float64, n), make([]float64, (n+portion-1)/portion)
	for i := range nearest {
		nearest[i] = math.Inf(1)
	}
	centers := append(make([]float32, 0, k*latent), codes[:latent]...)
	for len(centers) < k*latent {
		last := centers[len(centers)-latent:]
		kernel.Parallel(len(sums), func(part int) {
			sums[part] = 0
			for i := part * portion; i < min((part+1)*portion, n); i++ {
				nearest[i] = min(nearest[i], squaredDistance(codes[i*latent:][:latent], last))
				sums[part] += nearest[i]
			}
		})
		var total float64
		for _, sum := range sums {
			total += sum
		}
		i := pick(nearest, total*float64(source.Uint64()>>11)*0x1p-53)
		centers = append(centers, codes[i*latent:][:latent]...)
	}
	return centers
}

// pick returns the first place at which the sum of x so far exceeds u.
func pick(x []float64, u float64) int {
	for i, v := range x {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(x) - 1
}

func squaredDistance(x, y []float32) (sum float64) {
	for j, v := range x {
		d := float64(v) - float64(y[j])
		sum += d * d
	}
	return sum
}

// move moves each center to the mean of the codes that are nearest to it. One without codes stays.
func (c *clusters) move(codes []float32) {
	sums := make([]float64, len(c.centers))
	clear(c.counts)
	c.spread = 0
	c.assign(codes, func(i, k int) {
		code, center := codes[i*c.latent:][:c.latent], c.centers[k*c.latent:]
		c.counts[k]++
		c.spread += squaredDistance(code, center)
		for j, v := range code {
			sums[k*c.latent+j] += float64(v)
		}
	})
	c.spread /= float64(len(codes) / c.latent)
	for i, sum := range sums {
		if n := c.counts[i/c.latent]; n > 0 {
			c.centers[i] = float32(sum / float64(n))
		}
	}
}

// assign calls f with each code i and the center k that is nearest, that of the largest
//
//	x·c_k − ½ ‖c_k‖²
func (c *clusters) assign(codes []float32, f func(i, k int)) {
	k, n := len(c.counts), len(codes)/c.latent
	lengths := make([]float32, k)
	for k := range lengths {
		center := c.centers[k*c.latent:][:c.latent]
		lengths[k] = float32(0.5 * squaredDistance(center, make([]float32, c.latent)))
	}
	step := min(n, max(1, 1<<20/k))
	scores := make([]float32, step*k)
	for low := 0; low < n; low += step {
		rows := min(step, n-low)
		kernel.MatMulNT(scores[:rows*k], codes[low*c.latent:][:rows*c.latent], c.centers, rows, k, c.latent)
		for r := range rows {
			f(low+r, best(scores[r*k:][:k], lengths))
		}
	}
}

// best returns the place of the largest score less length.
func best(scores, lengths []float32) (place int) {
	highest := scores[0] - lengths[0]
	for k, score := range scores {
		if score -= lengths[k]; score > highest {
			place, highest = k, score
		}
	}
	return place
}
