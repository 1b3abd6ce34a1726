package export

import "fmt"

// activation is how other programs call an activation.
type activation struct {
	torch string // expression of its argument, %s
	onnx  func(g *graph, x string) string
}

// activations are those of vae.Activations.
var activations = map[string]activation{
	"identity":   {"%s", func(_ *graph, x string) string { return x }},
	"relu":       {"F.relu(%s)", one("Relu")},
	"leaky-relu": {"F.leaky_relu(%s, 0.01)", one("LeakyRelu", number("alpha", 0.01))},
	"tanh":       {"torch.tanh(%s)", one("Tanh")},
	"softplus":   {"F.softplus(%s)", one("Softplus")},
	"elu":        {"F.elu(%s)", one("Elu")},
	"sigmoid":    {"torch.sigmoid(%s)", one("Sigmoid")},
	"silu": {"F.silu(%s)", func(g *graph, x string) string {
		return g.add("Mul", []string{x, g.add("Sigmoid", []string{x})})
	}},
}

// one returns a function that adds a single node.
func one(kind string, attributes ...attribute) func(g *graph, x string) string {
	return func(g *graph, x string) string { return g.add(kind, []string{x}, attributes...) }
}

// activationOf returns the activation of a layer.
func activationOf(l layer) (activation, error) {
	a, ok := activations[l.Activation]
	if !ok {
		return a, fmt.Errorf("the activation %s is not known to other programs", l.Activation)
	}
	return a, nil
}
