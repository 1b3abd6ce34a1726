package nn

import (
	"fmt"

	"vae/internal/kernel"
)

// Choose adds y·table (R, N), where y (R, C) has a single one in each row and table is (C, N): the
// row of the table that belongs to the class of each row of y.
func Choose(b *Builder, y, table *Node) *Node { return b.Apply(&choose{}, y, table) }

type choose struct{ rows, classes, cols int }

// Shape returns (R, N).
func (c *choose) Shape(in []Shape) (Shape, error) {
	y, table := in[0], in[1]
	if y.Dims() != 2 || table.Dims() != 2 || y[1] != table[0] {
		return nil, fmt.Errorf("classes %v do not fit a table %v", y, table)
	}
	c.rows, c.classes, c.cols = y[0], table[0], table[1]
	return Shape{c.rows, c.cols}, nil
}

func (c *choose) Forward(out []float32, in [][]float32) {
	kernel.MatMul(out, in[0], in[1], c.rows, c.cols, c.classes)
}

// Backward computes dtable = yᵀ·d and dy = d·tableᵀ.
func (c *choose) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	if dIn[0] != nil {
		kernel.MatMulNT(dIn[0], dOut, in[1], c.rows, c.classes, c.cols)
	}
	if dIn[1] != nil {
		kernel.MatMulTN(dIn[1], in[0], dOut, c.classes, c.cols, c.rows)
	}
}
