package train

const (
	fewSteps      = 300  // fewer train nothing
	enoughSteps   = 1000 // train a small network on a small set
	smallestBatch = 16   // that Fit chooses for a small set
)

// Fit adapts the batch size and the number of epochs, each if it may be changed, to a training set
// of that many images, and reports whether it changed one. A batch is kept unless more than one
// image in a hundred would be left out of an epoch because the last batch is not full. A set too
// small for these epochs gets more of them, and smaller batches if that is enough or both may be
// changed.
func (o *Optimization) Fit(images int, batch, epochs bool) (changed bool) {
	if images < 1 || o.BatchSize < 1 {
		return false // Validate reports it
	}
	before := *o
	if batch {
		small := fullBatch(images, min(o.BatchSize, max(smallestBatch, images/8)))
		o.BatchSize = fullBatch(images, min(o.BatchSize, images))
		if o.few(images) && (epochs || o.Epochs*(images/small) >= fewSteps) {
			o.BatchSize = small
		}
	}
	if perEpoch := images / o.BatchSize; epochs && perEpoch > 0 && o.few(images) {
		o.Epochs = (enoughSteps + perEpoch - 1) / perEpoch
	}
	return before.BatchSize != o.BatchSize || before.Epochs != o.Epochs
}

// few reports whether a run on that many images takes too few steps to train anything.
func (o Optimization) few(images int) bool { return o.Epochs*(images/o.BatchSize) < fewSteps }

// fullBatch returns the largest batch size up to most that leaves at most one image in a hundred out
// of an epoch.
func fullBatch(images, most int) int {
	for size := most; size > 1; size-- {
		if images%size <= images/100 {
			return size
		}
	}
	return 1
}
