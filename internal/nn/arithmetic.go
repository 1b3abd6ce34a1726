package nn

import (
	"fmt"

	"vae/internal/kernel"
)

// Add adds x + y, element by element.
func Add(b *Builder, x, y *Node) *Node { return b.Apply(sum{1}, x, y) }

// Subtract adds x − y, element by element.
func Subtract(b *Builder, x, y *Node) *Node { return b.Apply(sum{-1}, x, y) }

// sum is x + sign·y.
type sum struct{ sign float32 }

func (s sum) Layer() (kind, activation string) {
	if s.sign < 0 {
		return "subtract", "identity"
	}
	return "add", "identity"
}

func (sum) Shape(in []Shape) (Shape, error) {
	if !in[0].Eq(in[1]) {
		return nil, fmt.Errorf("they differ in shape")
	}
	return in[0].Clone(), nil
}

func (s sum) Forward(out []float32, in [][]float32) {
	if s.sign == 1 {
		kernel.Add(out, in[0], in[1])
		return
	}
	for i, x := range in[0] {
		out[i] = x + s.sign*in[1][i]
	}
}

// Backward computes dx = d and dy = sign·d.
func (s sum) Backward(dIn [][]float32, dOut, _ []float32, _ [][]float32) {
	if dIn[0] != nil {
		copy(dIn[0], dOut)
	}
	for i := range dIn[1] {
		dIn[1][i] = s.sign * dOut[i]
	}
}
