package export

import (
	"math"
	"slices"
)

// onnxPrior returns the graph of draws from the prior, from normal noise and, of a mixture of
// several components, a uniform number that chooses one.
func onnxPrior(s *Subject) (*graph, error) {
	p, err := s.Model.PriorMixture()
	if err != nil {
		return nil, err
	}
	g, latent := &graph{}, s.Model.Config().Latent
	k := len(p.Means) / latent
	g.input("noise", float32s, latent)
	g.input("uniform", float32s)
	if p.ByClass != nil {
		g.input("class", int64s)
	}
	table := slices.Concat(p.ByClass, p.Weights) // the last row is of any class
	weights := g.weight("prior.weight", tensor{[]int{len(table) / k, k}, table})
	if p.ByClass != nil {
		weights = g.add("Gather", []string{weights, "class"})
	}
	chosen := g.choose(weights, k)
	mean := g.add("Gather", []string{g.weight("prior.mean", tensor{[]int{k, latent}, p.Means}), chosen})
	var distance string
	if p.Factors != nil {
		factors := g.weight("prior.factor", tensor{[]int{k, latent, latent}, p.Factors})
		factor := g.add("Gather", []string{factors, chosen})
		column := g.add("Unsqueeze", []string{"noise", g.list(2)})
		distance = g.add("Squeeze", []string{g.add("MatMul", []string{factor, column}), g.list(2)})
	} else {
		deviation := make([]float32, len(p.LogVar))
		for i, v := range p.LogVar {
			deviation[i] = float32(math.Exp(0.5 * float64(v)))
		}
		scale := g.add("Gather", []string{g.weight("prior.std", tensor{[]int{k, latent}, deviation}), chosen})
		distance = g.add("Mul", []string{scale, "noise"})
	}
	g.addAs("code", "Add", []string{mean, distance})
	g.output("code", float32s, latent)
	return g, nil
}

// choose adds the index of the component that uniform chooses in each row of weights, of k.
func (g *graph) choose(weights string, k int) string {
	sums := g.add("CumSum", []string{weights, g.integer(1)})
	total := g.add("Slice", []string{sums, g.list(k - 1), g.list(k), g.list(1)})
	at := g.add("Mul", []string{g.add("Unsqueeze", []string{"uniform", g.list(1)}), total})
	below := g.add("Cast", []string{g.add("LessOrEqual", []string{sums, at})}, integer("to", int64s))
	count := g.add("ReduceSum", []string{below, g.list(1)}, integer("keepdims", 0))
	return g.add("Min", []string{count, g.integer(k - 1)})
}
