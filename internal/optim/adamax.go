package optim

// Adamax is algorithm 2 of Kingma & Ba 2015 (arXiv:1412.6980), Adam in the infinity norm. An ε of
// 1e-8 keeps u above 0 where there was no gradient yet:
//
//	m = β₁m + (1−β₁)g, u = max(β₂u, |g| + ε), θ −= α/(1−β₁ᵗ) m/u
type Adamax struct {
	Beta1 float64 // decay rate of the mean gradient
}

var _ Optimizer = Adamax{}

// Slots returns m, the decaying mean of the gradient, and u, its decaying maximum.
func (Adamax) Slots() []string { return []string{"m", "u"} }

// Update takes a step.
func (a Adamax) Update(p Variable, s Step) {
	m, u := p.Slots[0], p.Slots[1]
	beta1, factor := float32(a.Beta1), float32(s.Factor)
	rate := float32(s.Rate * unbias(a.Beta1, s.Number))
	inParts(len(p.Data), func(low, high int) {
		for i := low; i < high; i++ {
			g := p.Grad[i] * factor
			m[i] = beta1*m[i] + (1-beta1)*g
			u[i] = max(beta2*u[i], max(g, -g)+epsilon)
			p.Data[i] -= rate * m[i] / u[i]
		}
	})
}
