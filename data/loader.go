package data

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"vae/internal/fault"
)

// Batch is a number of images with their labels, or a shard of such a batch. Its slices belong to
// the loader and are valid until it yields the next one.
type Batch struct {
	Images []float32 // (Size, D), pixels in [0, 1]
	Labels []int     // (Size), nil where the set has none
	Size   int       // number of images, B; smaller in the last batch of an evaluation
	Step   int64     // batches before this one, over all epochs
	Epoch  int       // epochs before the one this batch belongs to
	Index  int       // batches before this one in its epoch
	Shard  int       // shards of the batch before this one
	Number uint64    // Step·Shards + Shard, the index of its random streams
}

// LoaderConfig configures a Loader.
type LoaderConfig struct {
	BatchSize int
	Shards    int  // equal parts in which a training batch is served, one after the other; 0: whole
	Low, High int  // of these only the shards Low, …, High − 1 are served; 0, 0: all
	Stride    int  // steps from one batch to the next that is served; 0: 1
	Training  bool // shuffled epochs of full batches, endless; otherwise one pass in order
	Binarize  Binarization
	Seed      uint64 // of shuffles and binarisation
}

// Loader serves a set in batches, or in shards of batches. It holds no state: what it serves is a
// pure function of the configuration, the step and the shard, and any number of loops may run at a
// time.
type Loader struct {
	set *Set
	LoaderConfig
}

// ahead is the number of batches, or shards, in memory: one in use, one ready, one being filled.
const ahead = 3

// NewLoader returns a loader of set. The error is an *OptionError if the set is empty or, in
// training, smaller than a batch.
func NewLoader(set *Set, cfg LoaderConfig) (_ *Loader, err error) {
	defer fault.Mark("data", &err)
	switch n := set.Len(); {
	case cfg.BatchSize < 1:
		return nil, &OptionError{"batch size", fmt.Sprintf("%d is not 1 or more", cfg.BatchSize)}
	case n == 0:
		return nil, &OptionError{"batch size", fmt.Sprintf("%s has no images to serve", set.Name)}
	case cfg.Training && n < cfg.BatchSize:
		return nil, &OptionError{"batch size",
			fmt.Sprintf("%d is more than the %d images of %s", cfg.BatchSize, n, set.Name)}
	case cfg.Shards < 0 || cfg.BatchSize%max(1, cfg.Shards) != 0:
		return nil, &OptionError{"shards",
			fmt.Sprintf("a batch of %d cannot be cut into %d", cfg.BatchSize, cfg.Shards)}
	case cfg.Shards > 1 && !cfg.Training:
		return nil, &OptionError{"shards", "only training batches have them"}
	case cfg.High != 0 && (cfg.Low < 0 || cfg.Low >= cfg.High || cfg.High > max(1, cfg.Shards)):
		return nil, &OptionError{"shards",
			fmt.Sprintf("%d up to %d are not some of %d", cfg.Low, cfg.High, max(1, cfg.Shards))}
	case cfg.Stride < 0:
		return nil, &OptionError{"stride", fmt.Sprintf("%d is not 0 or more", cfg.Stride)}
	case !cfg.Binarize.known():
		return nil, &OptionError{"binarize", fmt.Sprintf("%v is not known", cfg.Binarize)}
	}
	cfg.Shards, cfg.Stride = max(1, cfg.Shards), max(1, cfg.Stride)
	if cfg.High == 0 {
		cfg.High = cfg.Shards
	}
	return &Loader{set, cfg}, nil
}

// StepsPerEpoch returns the number of batches of an epoch. Training omits the images that do not
// fill a batch, evaluation serves them in a smaller one.
func (l *Loader) StepsPerEpoch() int {
	if l.Training {
		return l.set.Len() / l.BatchSize
	}
	return (l.set.Len() + l.BatchSize - 1) / l.BatchSize
}

// From serves the batches of step, step + Stride, …: endlessly in training, to the end of the set in
// evaluation. A goroutine that ends with the loop reads ahead. If ctx is cancelled, or images cannot
// be read, the last element is the error.
func (l *Loader) From(ctx context.Context, step int64) iter.Seq2[Batch, error] {
	return func(yield func(Batch, error) bool) {
		if step < 0 {
			yield(Batch{}, fault.Of("data", &OptionError{"step", fmt.Sprintf("%d is before the first", step)}))
			return
		}
		var reader sync.WaitGroup
		defer reader.Wait()
		reading, stop := context.WithCancel(ctx)
		defer stop()
		free := make(chan *page, ahead)
		ready := make(chan *page, ahead)
		for range ahead {
			free <- nil // to be made when it is first needed
		}
		reader.Go(func() {
			defer close(ready)
			l.read(reading, step, free, ready)
		})
		for p := range ready {
			if ctx.Err() != nil {
				break
			}
			if p.err != nil {
				yield(Batch{}, fault.Of("data", p.err))
				return
			}
			if !yield(p.batch, nil) {
				return
			}
			free <- p
		}
		if ctx.Err() != nil {
			yield(Batch{}, fault.Of("data", fmt.Errorf("serve %s: %w", l.set.Name, context.Cause(ctx))))
		}
	}
}

// All returns the images of all batches of an evaluation (N, D) and their labels (N), nil where the
// set has none.
func (l *Loader) All(ctx context.Context) (images []float32, labels []int, err error) {
	for batch, err := range l.From(ctx, 0) {
		if err != nil {
			return nil, nil, err
		}
		images, labels = append(images, batch.Images...), append(labels, batch.Labels...)
	}
	return images, labels, nil
}

// read fills free pages with the batches from step on until reading is cancelled or the batches
// end.
func (l *Loader) read(reading context.Context, step int64, free <-chan *page, ready chan<- *page) {
	perEpoch := int64(l.StepsPerEpoch())
	var order []int // the images in the order of that epoch, in training
	epoch := -1
	if l.Training {
		order = make([]int, l.set.Len())
	}
	for ; l.Training || step < perEpoch; step += int64(l.Stride) {
		if l.Training && int(step/perEpoch) != epoch {
			epoch = int(step / perEpoch)
			shuffle(order, l.Seed, "shuffle", uint64(epoch))
		}
		for shard := l.Low; shard < l.High; shard++ {
			select {
			case <-reading.Done():
				return
			case p := <-free:
				if p == nil {
					p = newPage(l)
				}
				p.batch.Step, p.batch.Epoch, p.batch.Index = step, int(step/perEpoch), int(step%perEpoch)
				p.batch.Shard, p.batch.Number = shard, uint64(step)*uint64(l.Shards)+uint64(shard)
				p.fill(l, order)
				ready <- p // has room for all pages
				if p.err != nil {
					return
				}
			}
		}
	}
}
