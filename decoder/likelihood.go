package decoder

import (
	"vae/dist"
	"vae/internal/choice"
)

// likelihood is a family that a user can ask for.
type likelihood struct {
	pixels pixels

	// create makes the family with these options. mean (D) is the mean training image, nil for a
	// trained model.
	create func(o choice.Values, mean []float32) dist.Family
}

// likelihoods is the table.
var likelihoods = choice.List[likelihood]{
	{Name: "bernoulli", Help: "pixels are probabilities of ink",
		Value: likelihood{blackOrWhite, always(dist.Bernoulli{})}},
	{Name: "continuous-bernoulli", Help: "grey pixels, in place of bernoulli",
		Value: likelihood{grey, always(dist.ContinuousBernoulli{})}},
	{Name: "gaussian", Help: "normal pixels of a fixed standard deviation", Options: []choice.Option{sigma},
		Value: likelihood{grey, func(o choice.Values, _ []float32) dist.Family {
			return dist.Gaussian{Sigma: o["sigma"]}
		}}},
	{Name: "gaussian-learned", Help: "of one standard deviation, which is learnt",
		Value: likelihood{grey, func(_ choice.Values, mean []float32) dist.Family {
			return dist.LearnedGaussian{Mean: mean}
		}}},
	{Name: "gaussian-per-pixel", Help: "of a standard deviation for each pixel of each image",
		Value: likelihood{grey, always(dist.ElementGaussian{})}},
	{Name: "laplace", Help: "Laplace's distribution, of one scale, which is learnt",
		Value: likelihood{grey, func(_ choice.Values, mean []float32) dist.Family { return dist.Laplace{Mean: mean} }}},
	{Name: "discretized-logistic", Help: "256 grey levels",
		Value: likelihood{greyLevels, always(dist.DiscretizedLogistic{})}},
}

// always returns a function that creates f.
func always(f dist.Family) func(choice.Values, []float32) dist.Family {
	return func(choice.Values, []float32) dist.Family { return f }
}

var sigma = choice.Option{
	Name: "sigma", Help: "Standard deviation of the gaussian likelihood.", Default: 0.1, Most: 1000,
}

// Menu lists the likelihoods that Family knows.
func Menu() choice.Menu { return likelihoods.Menu() }

// Family returns the likelihood of that name, with its own options among those given. mean (D) is
// the mean training image, nil for a trained model. The error lists the names, or names an invalid
// option.
func Family(name string, given choice.Values, mean []float32) (dist.Family, error) {
	l, options, err := likelihoods.Choose("likelihood", name, given)
	if err != nil {
		return nil, err
	}
	return l.create(options, mean), nil
}
