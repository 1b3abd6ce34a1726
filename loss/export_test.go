package loss

import "vae/internal/nn"

// The operations of the package, for the tests of their gradients.
func NewKL() nn.Op                       { return &klStandardNormal{} }
func NewNegativeELBO() nn.Op             { return negativeELBO{} }
func NewFreeBits(lambda float64) nn.Op   { return &freeBits{lambda: lambda} }
func NewLogRatio(pathwise bool) nn.Op    { return &logRatio{pathwise: pathwise} }
func NewNegativeBound(samples int) nn.Op { return &negativeImportance{&Importance{Samples: samples}} }
