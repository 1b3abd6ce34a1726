package loss

import "vae/internal/nn"

// The operations of the package, for the tests of their gradients.
func NewKL() nn.Op           { return &klStandardNormal{} }
func NewNegativeELBO() nn.Op { return negativeELBO{} }
