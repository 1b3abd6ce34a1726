package loss

// Warmup is a schedule of β, the weight of the KL: β rises linearly from 0 to Beta over the first
// Steps steps, so that the latent code comes into use before it costs anything. Bowman et al. 2016;
// Sønderby et al. 2016, section 2.3.
type Warmup struct {
	Beta  float64
	Steps int64 // 0: Beta from the start
}

// At returns β in the given step, counted from 0.
func (w Warmup) At(step int64) float64 {
	if step >= w.Steps {
		return w.Beta
	}
	return w.Beta * float64(step) / float64(w.Steps)
}
