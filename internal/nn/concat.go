package nn

import (
	"fmt"
	"slices"
)

// Concat adds the columns of its inputs (R, N₁), (R, N₂), … side by side, (R, N₁+N₂+…). Inputs that
// are nil are left out; of inputs with fewer rows each row is repeated in succession. It returns a
// single input itself.
func Concat(b *Builder, inputs ...*Node) *Node {
	inputs = slices.DeleteFunc(slices.Clone(inputs), func(node *Node) bool { return node == nil })
	if len(inputs) == 1 {
		return inputs[0]
	}
	for i := range inputs {
		for j := range inputs[:i] {
			inputs[j], inputs[i] = MatchRows(b, inputs[j], inputs[i])
		}
	}
	return b.Apply(&concat{}, inputs...)
}

type concat struct{ rows, cols int }

func (*concat) Layer() (kind, activation string) { return "concat", "identity" }

// Shape returns (R, N₁+N₂+…).
func (c *concat) Shape(in []Shape) (Shape, error) {
	c.cols = 0
	for _, shape := range in {
		if shape.Dims() != 2 || shape[0] != in[0][0] {
			return nil, fmt.Errorf("these have no rows side by side: %v", in)
		}
		c.cols += shape[1]
	}
	c.rows = in[0][0]
	return Shape{c.rows, c.cols}, nil
}

// Forward copies the rows of each input to their columns.
func (c *concat) Forward(out []float32, in [][]float32) {
	c.each(in, func(i, r, at, width int) { copy(out[at:at+width], in[i][r*width:]) })
}

// Backward copies them back.
func (c *concat) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	c.each(in, func(i, r, at, width int) {
		if dIn[i] != nil {
			copy(dIn[i][r*width:(r+1)*width], dOut[at:])
		}
	})
}

// each calls f with every row r of every input i, its index in the result and its width.
func (c *concat) each(in [][]float32, f func(i, r, at, width int)) {
	first := 0
	for i, x := range in {
		width := len(x) / c.rows
		for r := range c.rows {
			f(i, r, r*c.cols+first, width)
		}
		first += width
	}
}
