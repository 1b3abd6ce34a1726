package evaluate

// Difference is what one model has more than another on the same images, in nats per image. The
// standard error is that of the differences of images: it is far smaller than those of the two
// figures, since images that are hard for one model are hard for the other.
type Difference struct {
	NELBO      Estimate `json:"nelbo"`
	Recon      Estimate `json:"recon"`
	KL         Estimate `json:"kl"`
	Importance Estimate `json:"importance"` // −L_S
}

// NewDifference returns how much more the second model has than the first. Their scores are of the
// same images, by the same protocol.
func NewDifference(second, first []Score) Difference {
	more := func(of func(Score) float64) Estimate {
		var m moments
		for i, s := range second {
			m.add(of(s) - of(first[i]))
		}
		return m.estimate()
	}
	return Difference{
		NELBO:      more(Score.NELBO),
		Recon:      more(func(s Score) float64 { return s.Recon }),
		KL:         more(func(s Score) float64 { return s.KL }),
		Importance: more(func(s Score) float64 { return -s.LogLikelihood().Value }),
	}
}

// Times returns the difference in a unit of which a nat has so many.
func (d Difference) Times(factor float64) Difference {
	return Difference{d.NELBO.times(factor), d.Recon.times(factor), d.KL.times(factor), d.Importance.times(factor)}
}
