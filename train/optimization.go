package train

import (
	"cmp"
	"fmt"
	"math"

	"vae"
	"vae/internal/choice"
	"vae/internal/optim"
)

// Optimization holds the objective, the optimiser and its schedule.
type Optimization struct {
	Objective    vae.Objective `json:"objective,omitzero"`
	Optimizer    string        `json:"optimizer,omitempty"` // see Optimizers; "" is adam
	Options      choice.Values `json:"-"`                   // of the optimiser; beside the fields in JSON; may be nil
	Epochs       int           `json:"epochs"`
	BatchSize    int           `json:"batch_size"`
	Shards       int           `json:"shards,omitempty"` // equal parts of a batch, computed one after the other; 0 is 1
	LearningRate float64       `json:"learning_rate"`
	Schedule     string        `json:"schedule"`           // of the learning rate: see Schedules
	Momentum     float64       `json:"momentum,omitempty"` // β₁, the decay rate of the mean gradient; 0 is 0.9
	Clip         float64       `json:"clip"`               // largest norm of the gradient; 0: no limit
	Beta         float64       `json:"beta"`               // weight of the KL divergence
	BetaWarmup   int           `json:"beta_warmup"`        // epochs in which β rises to Beta
	Patience     int           `json:"patience"`           // epochs without a better figure that end the run; 0: none
	Seed         uint64        `json:"seed"`
}

// DefaultMomentum is β₁ if Optimization.Momentum is 0.
const DefaultMomentum = optim.DefaultMomentum

// Schedules lists what Optimization.Schedule may be.
func Schedules() vae.Menu { return optim.Schedules() }

// Optimizers lists what Optimization.Optimizer may be.
func Optimizers() vae.Menu { return optim.Menu() }

// DefaultOptimizer is the optimiser if Optimization.Optimizer is "".
const DefaultOptimizer = optim.Default

func (o Optimization) optimizer() (optim.Optimizer, error) {
	return optim.New(cmp.Or(o.Optimizer, DefaultOptimizer), cmp.Or(o.Momentum, DefaultMomentum), o.Options)
}

// shards returns the number of shards of a batch, at least one.
func (o Optimization) shards() int { return max(1, o.Shards) }

// shardSize returns the number of images in a shard.
func (o Optimization) shardSize() int { return o.BatchSize / o.shards() }

// Validate returns an error that names the first invalid field.
func (o Optimization) Validate() error {
	switch {
	case o.Epochs < 1 || o.Epochs > 1e9:
		return fmt.Errorf("epochs %d is not 1 or more", o.Epochs)
	case o.BatchSize < 1 || o.BatchSize > 1<<20:
		return fmt.Errorf("batch size %d is outside 1 to %d", o.BatchSize, 1<<20)
	case o.Shards < 0 || o.BatchSize%o.shards() != 0:
		return fmt.Errorf("a batch of %d images cannot be cut into %d equal shards", o.BatchSize, o.Shards)
	case !(o.LearningRate > 0 && o.LearningRate < math.MaxFloat32):
		return fmt.Errorf("learning rate %g is not a number above 0", o.LearningRate)
	case !(o.Momentum >= 0 && o.Momentum < 1):
		return fmt.Errorf("momentum %g is not from 0 to below 1", o.Momentum)
	case !(o.Clip >= 0 && o.Clip < math.MaxFloat32):
		return fmt.Errorf("clip %g is not 0 or more", o.Clip)
	case !(o.Beta >= 0 && o.Beta < math.MaxFloat32):
		return fmt.Errorf("beta %g is not 0 or more", o.Beta)
	case o.BetaWarmup < 0 || o.BetaWarmup > 1e9:
		return fmt.Errorf("beta warm-up of %d epochs is outside 0 to 1e9", o.BetaWarmup)
	case o.Patience < 0:
		return fmt.Errorf("patience %d is not 0 or more", o.Patience)
	}
	if err := o.Objective.Validate(); err != nil {
		return err
	}
	if _, err := o.optimizer(); err != nil {
		return err
	}
	_, err := optim.NewSchedule(o.Schedule, o.LearningRate, 1)
	return err
}

// optimizationFields is an Optimization without methods.
type optimizationFields Optimization

// MarshalJSON returns the fields, then the options.
func (o Optimization) MarshalJSON() ([]byte, error) {
	return choice.Marshal(optimizationFields(o), o.Options, Optimizers().Options)
}

// UnmarshalJSON reads fields and options. Options that are missing get their defaults; unknown
// fields are an error.
func (o *Optimization) UnmarshalJSON(text []byte) error {
	given, err := choice.Unmarshal(text, (*optimizationFields)(o), Optimizers().Options)
	o.Options = given
	*o = o.withDefaults()
	return err
}

// withDefaults returns the optimisation with the defaults of missing options.
func (o Optimization) withDefaults() Optimization {
	o.Options = Optimizers().Fill(cmp.Or(o.Optimizer, DefaultOptimizer), o.Options)
	return o
}

const (
	fewSteps      = 300  // fewer train nothing
	enoughSteps   = 1000 // train a small network on a small set
	smallestBatch = 16   // that Fit chooses for a small set
)

// Fit adapts the batch size and the number of epochs, each if it may be changed, to a training set
// of that many images, and reports whether it changed one. A batch is kept unless its shards would
// not be equal, or more than one image in a hundred would be left out of an epoch because the last
// batch is not full. A set too small for these epochs gets more of them, and smaller batches if
// that is enough or both may be changed.
func (o *Optimization) Fit(images int, batch, epochs bool) (changed bool) {
	if images < 1 || o.BatchSize < 1 {
		return false // Validate reports it
	}
	before := *o
	if batch && o.shards() <= min(o.BatchSize, images) {
		small := o.fullBatch(images, min(o.BatchSize, max(smallestBatch, images/8)))
		o.BatchSize = o.fullBatch(images, min(o.BatchSize, images))
		if o.few(images) && (epochs || o.Epochs*(images/small) >= fewSteps) {
			o.BatchSize = small
		}
	}
	if perEpoch := images / o.BatchSize; epochs && perEpoch > 0 && o.few(images) {
		o.Epochs = (enoughSteps + perEpoch - 1) / perEpoch
	}
	return before.BatchSize != o.BatchSize || before.Epochs != o.Epochs
}

// few reports whether a run on that many images takes too few steps to train well.
func (o Optimization) few(images int) bool { return o.Epochs*(images/o.BatchSize) < fewSteps }

// fullBatch returns the largest batch size up to most, a multiple of the number of shards, that
// leaves at most one image in a hundred out of an epoch, or as few as can be.
func (o Optimization) fullBatch(images, most int) int {
	shards := o.shards()
	best := max(shards, most-most%shards)
	for size := best; size > 0; size -= shards {
		if images%size <= images/100 {
			return size
		}
		if images%size < images%best {
			best = size
		}
	}
	return best
}
