package kernel

// MatMul sets dst (m, n) = a (m, k) · b (k, n).
func MatMul(dst, a, b []float32, m, n, k int) {
	need("MatMul's dst", len(dst), m*n)
	need("MatMul's a", len(a), m*k)
	need("MatMul's b", len(b), k*n)
	product{dst: dst, a: a, b: b, m: m, n: n, k: k, rowA: k, colA: 1}.compute()
}

// MatMulNT sets dst (m, n) = a (m, k) · bᵀ, where b is (n, k).
func MatMulNT(dst, a, b []float32, m, n, k int) {
	need("MatMulNT's dst", len(dst), m*n)
	need("MatMulNT's a", len(a), m*k)
	need("MatMulNT's b", len(b), n*k)
	product{dst: dst, a: a, b: b, m: m, n: n, k: k, rowA: k, colA: 1, transposed: true}.compute()
}

// MatMulTN sets dst (m, n) = aᵀ · b (k, n), where a is (k, m).
func MatMulTN(dst, a, b []float32, m, n, k int) {
	need("MatMulTN's dst", len(dst), m*n)
	need("MatMulTN's a", len(a), k*m)
	need("MatMulTN's b", len(b), k*n)
	product{dst: dst, a: a, b: b, m: m, n: n, k: k, rowA: 1, colA: m}.compute()
}

// Dense sets dst (rows, out) = act(x · w + bias), the forward pass of a fully connected layer. x is
// (rows, in), w (in, out), bias (out). An act that keeps its argument leaves it in z (rows, out),
// unless that is nil; of others, z is nil. If fine is set, sums of many products err less.
func Dense(dst, z, x, w, bias []float32, rows, in, out int, act Activation, fine bool) {
	need("Dense's dst", len(dst), rows*out)
	need("Dense's x", len(x), rows*in)
	need("Dense's w", len(w), in*out)
	need("Dense's bias", len(bias), out)
	p := product{dst: dst, a: x, b: w, m: rows, n: out, k: in, rowA: in, colA: 1, fine: fine}
	if z != nil {
		need("Dense's z", len(z), rows*out)
		p.dst, p.bias = z, bias
		p.compute()
		share(len(dst), 1, operands{dst: dst, x: z, act: act}, func(o operands, low, high int) {
			o.act.applyKept(o.dst[low:high], o.x[low:high])
		})
		return
	}
	if act == Identity || act == ReLU { // the product's own tiles do these
		p.bias, p.relu = bias, act == ReLU
		p.compute()
		return
	}
	p.compute()
	o := operands{dst: dst, x: bias, cols: out, act: act}
	share(rows, out, o, func(o operands, low, high int) {
		for r := low; r < high; r++ {
			o.act.applyRow(o.dst[r*o.cols:(r+1)*o.cols], o.x)
		}
	})
}
