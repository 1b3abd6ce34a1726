package divergence_test

import (
	"testing"

	"vae/divergence"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

func TestOps_gradient(t *testing.T) {
	target := divergence.Target{Separation: 2, Weight: 0.6}
	for name, test := range map[string]struct {
		op nn.Op
		in []nntest.Input
	}{
		"log p, one dimension":  {divergence.NewLogMixture(target.Line()), []nntest.Input{{Shape: nn.Shape{9, 1}}}},
		"log p, two dimensions": {divergence.NewLogMixture(target.Plane()), []nntest.Input{{Shape: nn.Shape{9, 2}}}},
	} {
		t.Run(name, func(t *testing.T) { nntest.CheckGradient(t, test.op, 2e-3, test.in...) })
	}
}

func TestOps_refusesOtherDimensions(t *testing.T) {
	op := divergence.NewLogMixture(divergence.Target{Weight: 0.5}.Line())
	if shape, err := op.Shape([]nn.Shape{{9, 2}}); err == nil {
		t.Errorf("shape %v", shape)
	}
}
