package train

import (
	"fmt"
	"math"

	"vae"
)

// divergence is how many times worse than at the start an objective is that no run recovers from.
const divergence = 1e4

// checkCourse returns a *NumbersError if the objective of the last step, though finite, is worse
// than divergence times that of the first step and a nat per pixel, which counts where the first is
// near 0. It depends on the state alone, so that a run that was resumed ends where one that was not
// does.
func (r *Run) checkCourse(terms vae.Terms) error {
	p := &r.progress
	if r.Steps() == 1 {
		p.First = terms.Objective
	}
	if terms.Objective <= divergence*(math.Abs(p.First)+float64(r.config.Model.Pixels())) {
		return nil
	}
	tensor := "the reconstruction"
	if terms.Objective-terms.Recon > terms.Recon {
		tensor = "the KL divergence"
	}
	return &NumbersError{r.Steps(), tensor, fmt.Sprintf("diverged: the objective went from %.4g to %.4g nats; %s",
		p.First, terms.Objective, r.cause())}
}
