package train

import "time"

// Observer is told of the events of a run. An error that it returns ends the run.
type Observer interface {
	Observe(Event) error
}

// Event is a *Stepped, *EpochEnded, *Saved or *Warned. It is valid only during the call.
type Event any

// Stepped comes after each optimisation step.
type Stepped struct {
	Step          int64 // steps taken so far, in all epochs
	Epoch         int   // the current epoch, counted from 1
	Index         int   // steps taken in this epoch
	StepsPerEpoch int
	Train         Figures // means over the epoch so far
}

// EpochEnded comes after the validation of each epoch.
type EpochEnded struct {
	Row
	Best bool // the best figure of the run so far
}

// Saved comes after a checkpoint was written.
type Saved struct {
	Step int64
	Path string
}

// Warned comes when something is likely not what the user wants.
type Warned struct{ Message, Hint string }

// Figures are the terms of the negative evidence lower bound, and the negative importance-weighted
// bound, means over images, in nats.
type Figures struct {
	NELBO float64 `json:"nelbo"`
	Recon float64 `json:"recon"`          // −E_q[log p(x|z)], summed over pixels
	KL    float64 `json:"kl"`             // summed over latent dimensions
	IWAE  float64 `json:"iwae,omitempty"` // −L_K, where that is the objective; in training where β is 1
}

// Row is an epoch's line of metrics.jsonl.
type Row struct {
	Epoch           int      `json:"epoch"`
	Step            int64    `json:"step"`
	Train           Figures  `json:"train,omitzero"`         // zero: lost
	Validation      *Figures `json:"validation,omitempty"`   // nil without validation images
	ActiveUnits     *int     `json:"active_units,omitempty"` // latent dimensions in use; nil without validation images
	Beta            float64  `json:"beta"`
	LearningRate    float64  `json:"lr"`
	ImagesPerSecond float64  `json:"images_per_second"`
	Seconds         float64  `json:"seconds"` // since the run began or was resumed
}

func (r *Run) notify(e Event) error {
	for _, o := range r.observers {
		if err := o.Observe(e); err != nil {
			return err
		}
	}
	return nil
}

// stopwatch measures the images per second of an epoch since the run began or was resumed.
type stopwatch struct {
	began, epoch time.Time
	images       int // since epoch
}

// lap returns the rate since the last lap and the seconds since the start.
func (s *stopwatch) lap() (imagesPerSecond, seconds float64) {
	now := time.Now()
	imagesPerSecond = float64(s.images) / now.Sub(s.epoch).Seconds()
	s.epoch, s.images = now, 0
	return imagesPerSecond, now.Sub(s.began).Seconds()
}
