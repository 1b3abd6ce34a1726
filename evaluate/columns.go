package evaluate

import (
	"math"

	"vae/data"
)

// Columns returns the scores of images under a protocol as a table, the columns of which are log_p,
// log_p_se and ess, if there are several draws, nelbo, recon and kl.
func Columns(scores []Score, p Protocol) (all []data.Array) {
	column := func(name string, of func(s Score) float64) {
		values := make([]float32, len(scores))
		for i, s := range scores {
			values[i] = float32(of(s))
		}
		all = append(all, data.Array{Name: name, Shape: []int{len(scores)}, Floats: values})
	}
	column("log_p", func(s Score) float64 { return s.LogLikelihood().Value })
	if p.Samples > 1 { // of one draw there is no telling
		column("log_p_se", func(s Score) float64 { return math.Sqrt(s.LogLikelihood().Variance) })
		column("ess", func(s Score) float64 { return s.ESS })
	}
	column("nelbo", Score.NELBO)
	column("recon", func(s Score) float64 { return s.Recon })
	column("kl", func(s Score) float64 { return s.KL })
	return all
}
