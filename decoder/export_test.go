package decoder

import "vae/internal/nn"

// NewOp returns the operation that the likelihood's LogProb applies last.
func NewOp(l Likelihood) nn.Op { return l.(interface{ op() nn.Op }).op() }
