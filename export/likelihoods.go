package export

import (
	"fmt"
	"strconv"
	"strings"

	"vae"
)

// likelihood is how other programs compute with a likelihood.
type likelihood struct {
	params []string // names of the numbers that the decoder gives for a pixel
	shared string   // name of a weight that all pixels share, or ""
	torch  string   // expression of a distribution of the params $1, $2 and of options, such as $sigma
	class  string   // name of a class that the expression needs, or ""

	// mean adds the expected image to a graph of ONNX, given params.
	mean func(g *graph, params ...string) string
}

// likelihoods are those of vae.Likelihoods. The bounds of scales are those of package dist.
var likelihoods = map[string]likelihood{
	"bernoulli": {
		params: []string{"logits"},
		torch:  "D.Bernoulli(logits=$1, validate_args=False)",
		mean:   func(g *graph, params ...string) string { return g.add("Sigmoid", params) },
	},
	"continuous-bernoulli": {
		params: []string{"logits"},
		torch:  "ContinuousBernoulli($1)", class: "ContinuousBernoulli",
		mean: tiltedMean,
	},
	"gaussian": {
		params: []string{"mean"},
		torch:  "D.Normal($1, $sigma)",
		mean:   first,
	},
	"gaussian-learned": {
		params: []string{"mean"}, shared: "logvar",
		torch: "D.Normal($1, (self.logvar.clamp_min(2 * math.log(0.5 / 255)) / 2).exp())",
		mean:  first,
	},
	"gaussian-per-pixel": {
		params: []string{"mean", "logvar"},
		torch:  "D.Normal($1, ($2.clamp_min(2 * math.log(0.5 / 255)) / 2).exp())",
		mean:   first,
	},
	"laplace": {
		params: []string{"location"}, shared: "logscale",
		torch: "D.Laplace($1, self.logscale.clamp_min(math.log(0.5 / 255)).exp())",
		mean:  first,
	},
	"discretized-logistic": {
		params: []string{"location", "logscale"},
		torch:  "DiscretizedLogistic($1, $2.clamp_min(-7 - math.log(2)))", class: "DiscretizedLogistic",
		mean: expectedLevel,
	},
}

// likelihoodOf returns the likelihood of models of the config, with its options in place.
func likelihoodOf(c vae.Config) (likelihood, error) {
	l, ok := likelihoods[c.Likelihood]
	if !ok {
		return l, fmt.Errorf("the likelihood %s is not known to other programs", c.Likelihood)
	}
	for name, v := range c.Options {
		l.torch = strings.ReplaceAll(l.torch, "$"+name, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return l, nil
}

// first returns the first of the params, which is the mean.
func first(_ *graph, params ...string) string { return params[0] }

// tiltedMean adds 1/(1 − exp −l) − 1/l or, below 1, where digits cancel, its power series.
func tiltedMean(g *graph, params ...string) string {
	l := params[0]
	near := g.add("Less", []string{g.add("Abs", []string{l}), g.floats(1)})
	square := g.add("Mul", []string{l, l})
	series := g.floats(1.0 / 47900160)
	for _, c := range []float32{-1.0 / 1209600, 1.0 / 30240, -1.0 / 720, 1.0 / 12} {
		series = g.add("Add", []string{g.add("Mul", []string{series, square}), g.floats(c)})
	}
	series = g.add("Add", []string{g.add("Mul", []string{series, l}), g.floats(0.5)})
	far := g.add("Where", []string{near, g.floats(1), l}) // which nothing divides by 0
	tail := g.add("Exp", []string{g.add("Neg", []string{far})})
	ratio := g.add("Reciprocal", []string{g.add("Sub", []string{g.floats(1), tail})})
	exact := g.add("Sub", []string{ratio, g.add("Reciprocal", []string{far})})
	return g.add("Where", []string{near, series, exact})
}

// expectedLevel adds the mean over the 255 edges between levels of the probability σ((μ − edge)/s)
// of lying above, as a loop, which takes little memory.
func expectedLevel(g *graph, params ...string) string {
	location := params[0]
	scale := g.add("Max", []string{params[1], g.floats(-7.6931471805599)}) // log s, at least −7 − log 2
	steepness := g.add("Exp", []string{g.add("Neg", []string{scale})})

	body := &graph{prefix: "level_"}
	body.inputs.bytes(11, valueInfo("level", int64s, message{}))
	body.inputs.bytes(11, valueInfo("go_on", bools, message{}))
	body.inputs.bytes(11, valueInfo("sum", float32s, nil))
	level := body.add("Cast", []string{"level"}, integer("to", float32s))
	edge := body.add("Div", []string{body.add("Add", []string{level, body.floats(0.5)}), body.floats(255)})
	distance := body.add("Mul", []string{body.add("Sub", []string{location, edge}), steepness})
	body.addAs("still", "Identity", []string{"go_on"})
	body.addAs("next", "Add", []string{"sum", body.add("Sigmoid", []string{distance})})
	body.outputs.bytes(12, valueInfo("still", bools, message{}))
	body.outputs.bytes(12, valueInfo("next", float32s, nil))

	zero := g.add("Mul", []string{location, g.floats(0)})
	sum := g.add("Loop", []string{g.integer(255), "", zero}, subgraph("body", body))
	return g.add("Div", []string{sum, g.floats(255)})
}
