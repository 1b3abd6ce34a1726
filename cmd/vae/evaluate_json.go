package main

import (
	"math"

	"vae"
	"vae/evaluate"
)

// evaluation is what evaluate prints as JSON of one run. Every figure is in its unit, but for bits
// per pixel and accuracies.
type evaluation struct {
	Run         string            `json:"run"`
	Checkpoint  string            `json:"checkpoint"`
	Step        int64             `json:"step"`
	Data        string            `json:"data"`
	Split       string            `json:"split"`
	Fingerprint string            `json:"fingerprint"` // of the images
	Likelihood  string            `json:"likelihood"`
	Kind        vae.Kind          `json:"figure"` // what kind of number log p(x) is
	Protocol    evaluate.Protocol `json:"protocol"`
	Unit        string            `json:"unit"` // nats or bits, per image
	evaluate.Card
	BitsPerPixel   *perPixel                `json:"bits_per_pixel,omitempty"`
	Information    evaluate.Information     `json:"information"`
	AIS            *evaluate.Annealed       `json:"ais,omitempty"`        // if asked for
	Classification *evaluate.Classification `json:"classification"`       // null where codes are not classified
	Difference     *evaluate.Difference     `json:"difference,omitempty"` // to the first of several runs

	subject *subject
	scores  []evaluate.Score
}

// perPixel are figures in bits per pixel.
type perPixel struct {
	NELBO      evaluate.Estimate `json:"nelbo"`
	Importance evaluate.Estimate `json:"importance"` // −L_S
}

func newEvaluation(s *subject, bits bool) *evaluation {
	e := &evaluation{
		Run: s.run, Checkpoint: s.path, Step: s.state.Step,
		Data: s.ref, Split: s.split, Fingerprint: s.Fingerprint(),
		Likelihood: s.config.Model.Likelihood, Kind: s.kind, Protocol: s.protocol, Unit: "nats",
		subject: s,
	}
	if bits {
		e.Unit = "bits"
	}
	return e
}

// unit returns the number of units that a nat has.
func (e *evaluation) unit() float64 {
	if e.Unit == "bits" {
		return 1 / math.Ln2
	}
	return 1
}

// setCard takes up a card in nats.
func (e *evaluation) setCard(card evaluate.Card) {
	e.Card = card.Times(e.unit())
	if e.Unit == "bits" {
		perImage := card.Times(e.unit() / float64(e.subject.Pixels()))
		e.BitsPerPixel = &perPixel{perImage.NELBO, perImage.NLL().Estimate}
	}
}
