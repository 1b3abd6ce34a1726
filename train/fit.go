package train

// Steps of a run: so few train nothing, and so many train a small network on a small set.
const (
	fewSteps    = 300
	enoughSteps = 1000
)

// smallestBatch is the least that Fit makes of a batch of a small set.
const smallestBatch = 16

// Fit makes the batch size and the number of epochs, each if it may be changed, suit a training set
// of that many images, and reports whether it changed one. A batch is kept unless more than one
// image in a hundred would be left out of an epoch because the last batch is not full. A set that
// is too small to be trained in these epochs gets more of them, and smaller batches where that is
// enough or both may be changed.
func (o *Optimization) Fit(images int, batch, epochs bool) (changed bool) {
	if images < 1 || o.BatchSize < 1 {
		return false // an error of another place
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

// few reports whether the run takes too few steps on that many images to train anything.
func (o Optimization) few(images int) bool { return o.Epochs*(images/o.BatchSize) < fewSteps }

// fullBatch returns the largest batch size, most at most, that leaves no more than one image in a
// hundred out of an epoch.
func fullBatch(images, most int) int {
	for size := most; size > 1; size-- {
		if images%size <= images/100 {
			return size
		}
	}
	return 1
}
