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
		"log p, one dimension":    {divergence.NewLogMixture(target.Line()), []nntest.Input{{Shape: nn.Shape{9, 1}}}},
		"log p, two dimensions":   {divergence.NewLogMixture(target.Plane()), []nntest.Input{{Shape: nn.Shape{9, 2}}}},
		"difference":              {divergence.NewMeanDifference(), []nntest.Input{{Shape: nn.Shape{7}}, {Shape: nn.Shape{7}}}},
		"difference with a fixed": {divergence.NewMeanDifference(), []nntest.Input{{Shape: nn.Shape{7}, Fixed: true}, {Shape: nn.Shape{7}}}},
	} {
		t.Run(name, func(t *testing.T) { nntest.CheckGradient(t, test.op, 2e-3, test.in...) })
	}
}

func TestOps_shapes(t *testing.T) {
	for name, test := range map[string]struct {
		op nn.Op
		in []nn.Shape
	}{
		"p of other dimensions":     {divergence.NewLogMixture(divergence.Target{Weight: 0.5}.Line()), []nn.Shape{{9, 2}}},
		"difference of other draws": {divergence.NewMeanDifference(), []nn.Shape{{7}, {8}}},
	} {
		if shape, err := test.op.Shape(test.in); err == nil {
			t.Errorf("%s: shape %v", name, shape)
		}
	}
}
