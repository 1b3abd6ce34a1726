package nn

import "fmt"

// Repeat adds x (B·times, N): each row of x (B, N), times times in succession. It returns x itself
// if times is 1, and the same node for the same arguments.
func Repeat(b *Builder, x *Node, times int) *Node {
	if times == 1 {
		return x
	}
	key := repetition{x, times}
	if b.repeated[key] == nil {
		b.repeated[key] = b.Apply(&repeat{times: times}, x)
	}
	return b.repeated[key]
}

// repetition is the arguments of Repeat.
type repetition struct {
	of    *Node
	times int
}

// MatchRows returns x and y with the same number of rows: each row of the one with fewer is
// repeated in succession. If that is impossible, it returns them unchanged.
func MatchRows(b *Builder, x, y *Node) (*Node, *Node) {
	if b.err != nil {
		return x, y
	}
	rows := func(node *Node) int { return node.Shape()[0] }
	switch n, m := rows(x), rows(y); {
	case n < m && m%n == 0:
		return Repeat(b, x, m/n), y
	case m < n && n%m == 0:
		return x, Repeat(b, y, n/m)
	}
	return x, y
}

type repeat struct{ times, cols int }

// Shape returns (B·times, N) for x (B, N).
func (r *repeat) Shape(in []Shape) (Shape, error) {
	if in[0].Dims() != 2 || r.times < 1 {
		return nil, fmt.Errorf("rows of %v cannot be repeated %d times", in[0], r.times)
	}
	r.cols = in[0][1]
	return Shape{in[0][0] * r.times, r.cols}, nil
}

func (r *repeat) Forward(out []float32, in [][]float32) {
	for i := 0; i < len(out); i += r.cols {
		copy(out[i:], r.source(in[0], i))
	}
}

// Backward adds up the derivatives of a row's copies.
func (r *repeat) Backward(dIn [][]float32, dOut, _ []float32, _ [][]float32) {
	clear(dIn[0])
	for i := 0; i < len(dOut); i += r.cols {
		sums := r.source(dIn[0], i)
		for j, d := range dOut[i : i+r.cols] {
			sums[j] += d
		}
	}
}

// source returns the row of x whose copy begins at place i.
func (r *repeat) source(x []float32, i int) []float32 {
	row := i / r.cols / r.times
	return x[row*r.cols : (row+1)*r.cols]
}
