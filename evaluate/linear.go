package evaluate

import (
	"context"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"vae/internal/kernel"
)

// linear is multinomial logistic regression, p(c|z) ∝ exp(w_c·(z, 1)).
type linear struct{ weights *mat.Dense } // (Z+1, C)

// classes returns the index of the likeliest class of each code (N·Z).
func (l linear) classes(codes []float32) []int {
	inputs, _ := l.weights.Dims()
	var scores mat.Dense
	scores.Mul(inputMatrix(codes, inputs), l.weights) // (N, C)
	n, _ := scores.Dims()
	classes := make([]int, n)
	for i := range classes {
		classes[i] = floats.MaxIdx(scores.RawRowView(i))
	}
	return classes
}

// fitLinear returns the regression of labels, which are sorted, on codes: the minimum of
//
//	1/N (−Σ_n log p(c_n|z_n) + ½ Σ_jc w_jc²)
//
// by L-BFGS. The second sum leaves out the intercepts; it makes the minimum unique and counts
// little, as the codes have the unit of the prior. Bishop 2006, "Pattern recognition and machine
// learning", section 4.3.4.
func fitLinear(ctx context.Context, training Labelled, labels []int) (linear, error) {
	r := newRegression(training, labels)
	inputs, classes := r.gradient.Dims()
	problem := optimize.Problem{
		Func:   func(w []float64) float64 { r.move(w); return r.loss },
		Grad:   func(grad, w []float64) { r.move(w); copy(grad, r.gradient.RawMatrix().Data) },
		Status: func() (optimize.Status, error) { return optimize.NotTerminated, ctx.Err() },
	}
	settings := &optimize.Settings{GradientThreshold: 1e-4, MajorIterations: 200}
	result, err := optimize.Minimize(problem, make([]float64, inputs*classes), settings, &optimize.LBFGS{})
	if ctx.Err() != nil {
		return linear{}, ctx.Err()
	}
	if result == nil {
		return linear{}, errors.Join(errors.New("logistic regression"), err)
	}
	return linear{mat.NewDense(inputs, classes, result.X)}, nil // the best found, even if the search gave up
}

// regression is the loss of logistic regression and its gradient at weights.
type regression struct {
	blocks []*block
	count  float64 // N

	weights  []float64 // (Z+1)·C
	loss     float64
	gradient *mat.Dense // (Z+1, C)
}

// block holds some images and their part of the loss and gradient.
type block struct {
	inputs  *mat.Dense // (n, Z+1): codes, then 1
	targets []int      // (n), indices of classes

	loss     float64
	gradient mat.Dense // (Z+1, C)
	residual mat.Dense // (n, C), p(c|z) less 1 for the right class
}

// blockSize is the number of images of a block: fixed, so that sums are the same on any number of
// cores, and so small that gonum does not split a product among cores itself.
const blockSize = 192

func newRegression(training Labelled, labels []int) *regression {
	n := len(training.Labels)
	width := len(training.Codes)/n + 1
	inputs := inputMatrix(training.Codes, width)
	var targets []int
	for _, label := range training.Labels {
		class, _ := slices.BinarySearch(labels, label)
		targets = append(targets, class)
	}
	r := &regression{count: float64(n), gradient: mat.NewDense(width, len(labels), nil)}
	for from := 0; from < n; from += blockSize {
		to := min(from+blockSize, n)
		part := inputs.Slice(from, to, 0, width).(*mat.Dense)
		r.blocks = append(r.blocks, &block{inputs: part, targets: targets[from:to]})
	}
	return r
}

// inputMatrix returns codes with a last column of ones (N, width).
func inputMatrix(codes []float32, width int) *mat.Dense {
	var all []float64
	for i, v := range codes {
		all = append(all, float64(v))
		if (i+1)%(width-1) == 0 {
			all = append(all, 1)
		}
	}
	return mat.NewDense(len(all)/width, width, all)
}

// move computes loss and gradient at other weights.
func (r *regression) move(weights []float64) {
	if floats.Equal(weights, r.weights) {
		return
	}
	r.weights = append(r.weights[:0], weights...)
	width, classes := r.gradient.Dims()
	w := mat.NewDense(width, classes, r.weights)
	kernel.Parallel(len(r.blocks), func(i int) { r.blocks[i].sum(w) })
	r.loss = 0
	r.gradient.Zero()
	for _, b := range r.blocks {
		r.loss += b.loss
		r.gradient.Add(r.gradient, &b.gradient)
	}
	grad, slopes := r.gradient.RawMatrix().Data, r.weights[:(width-1)*classes]
	floats.Add(grad[:len(slopes)], slopes)
	floats.Scale(1/r.count, grad)
	r.loss = (r.loss + floats.Dot(slopes, slopes)/2) / r.count
}

// sum computes the loss and gradient of the block at weights (Z+1, C).
func (b *block) sum(weights *mat.Dense) {
	b.residual.Mul(b.inputs, weights)
	b.loss = 0
	for i, target := range b.targets {
		row := b.residual.RawRowView(i)
		highest, score, sum := floats.Max(row), row[target], 0.0
		for c, v := range row {
			row[c] = math.Exp(v - highest)
			sum += row[c]
		}
		b.loss += highest + math.Log(sum) - score
		floats.Scale(1/sum, row)
		row[target]--
	}
	b.gradient.Mul(b.inputs.T(), &b.residual)
}
