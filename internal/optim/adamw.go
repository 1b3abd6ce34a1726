package optim

// AdamW is Adam after a decay of the weights that the moments do not see, θ −= αλθ: Loshchilov &
// Hutter 2019 (arXiv:1711.05101), algorithm 2, with the learning rate for the schedule. As is
// usual, biases and other arrays of one dimension do not decay.
type AdamW struct {
	Adam
	Decay float64 // λ
}

var _ Optimizer = AdamW{}

// Update takes a step.
func (a AdamW) Update(p Variable, s Step) {
	if len(p.Shape) > 1 {
		left := float32(1 - s.Rate*a.Decay)
		inParts(len(p.Data), func(low, high int) {
			for i := low; i < high; i++ {
				p.Data[i] *= left
			}
		})
	}
	a.Adam.Update(p, s)
}
