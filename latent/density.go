package latent

import (
	"math"
	"slices"
)

// Sigmas are the shares of a normal distribution of two dimensions within one, two and three
// standard deviations, 1 − exp(−k²/2).
var Sigmas = []float64{1 - math.Exp(-0.5), 1 - math.Exp(-2), 1 - math.Exp(-4.5)}

// cells is the number of cells of a Density along each direction.
const cells = 128

// Density is an estimate of the density of points on a plane, by a Gaussian kernel on a grid.
type Density struct {
	left, bottom  float64 // of the first cell
	width, height float64 // of a cell
	share         []float64
}

// NewDensity estimates the density of points (n·2). The kernel's deviation in each direction is
// that of the points, times n^(−1/6): Scott 1992, Multivariate Density Estimation, equation 6.44.
func NewDensity(points []float32) *Density {
	n := len(points) / 2
	factor := math.Pow(float64(n), -1.0/6)
	var low, size, blur [2]float64
	for k := range low {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(points[2*i+k])
		}
		deviation := math.Sqrt(variances(float32s(v), Mean(float32s(v), 1))[0])
		deviation = max(deviation, 1e-6)
		margin := 3.5 * factor * deviation
		low[k] = slices.Min(v) - margin
		size[k] = (slices.Max(v) + margin - low[k]) / cells
		blur[k] = factor * deviation / size[k]
	}
	d := &Density{low[0], low[1], size[0], size[1], make([]float64, cells*cells)}
	for i := range n {
		column := int((float64(points[2*i]) - low[0]) / size[0])
		row := int((float64(points[2*i+1]) - low[1]) / size[1])
		d.share[row*cells+column] += 1 / float64(n)
	}
	d.share = smooth(d.share, 1, blur[0])
	d.share = smooth(d.share, cells, blur[1])
	return d
}

// smooth returns the grid smoothed along one direction, in which neighbours are stride apart, by a
// Gaussian kernel of a deviation in cells.
func smooth(grid []float64, stride int, deviation float64) []float64 {
	reach := int(4*deviation) + 1
	kernel := make([]float64, 2*reach+1)
	var sum float64
	for k := range kernel {
		u := float64(k-reach) / deviation
		kernel[k] = math.Exp(-0.5 * u * u)
		sum += kernel[k]
	}
	smoothed := make([]float64, len(grid))
	for i, v := range grid {
		if v == 0 {
			continue
		}
		place := i / stride % cells
		for k, weight := range kernel {
			if at := place + k - reach; at >= 0 && at < cells {
				smoothed[i+(at-place)*stride] += v * weight / sum
			}
		}
	}
	return smoothed
}

// Level returns the height above which the density holds a share of all, from 0 to 1.
func (d *Density) Level(share float64) float64 {
	heights := slices.Clone(d.share)
	slices.Sort(heights)
	var sum float64
	for i := len(heights) - 1; i > 0; i-- {
		if sum += heights[i]; sum >= share {
			return heights[i]
		}
	}
	return heights[0]
}

func float32s(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}
