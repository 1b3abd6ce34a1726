package encoder

import "vae/internal/nn"

// The operations behind Posterior, for the tests of their gradients.
func NewReparameterize() nn.Op { return &reparameterize{} }
func NewClampLogVar() nn.Op    { return &clampLogVar{} }
