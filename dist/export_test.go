package dist

import "vae/internal/nn"

// NewLogMixture returns the operation behind Mixture.LogProb.
func NewLogMixture() nn.Op { return new(logMixture) }

// NewStandardise returns the operation behind Standardise.
func NewStandardise() nn.Op { return new(standardise) }
