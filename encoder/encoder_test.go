package encoder_test

import (
	"testing"

	"vae/dist"
	"vae/encoder"
	"vae/internal/network"
	"vae/internal/nn"
)

// TestNew_namesItsParameters: the names are in checkpoints.
func TestNew_namesItsParameters(t *testing.T) {
	kind, err := network.Find(network.Default)
	if err != nil {
		t.Fatal(err)
	}
	params := nn.NewParams(1)
	b := nn.NewBuilder(params)
	q := encoder.New(kind, network.Spec{Design: network.Design{Hidden: []int{5, 4}}}, 3).Of(b, b.Input("x", 2, 7))
	if err := b.Err(); err != nil {
		t.Fatal(err)
	}
	if shape := q.(dist.Normal).Params.Shape(); !shape.Eq(nn.Shape{2, 6}) {
		t.Errorf("posterior parameters of shape %v, want (2, 6)", shape)
	}
	want := []string{
		"encoder/fc1/weight", "encoder/fc1/bias", "encoder/fc2/weight", "encoder/fc2/bias",
		"encoder/posterior/weight", "encoder/posterior/bias",
	}
	for i, p := range params.All() {
		if p.Name != want[i] {
			t.Errorf("parameter %d is %s, want %s", i, p.Name, want[i])
		}
	}
}
