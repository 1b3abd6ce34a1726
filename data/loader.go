package data

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"vae/internal/fault"
	"vae/internal/kernel"
	"vae/internal/rng"
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
// evaluation. A goroutine that ends with the loop reads ahead. If ctx is cancelled, the last
// element is its error.
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
			free <- newPage(l)
		}
		reader.Go(func() {
			defer close(ready)
			l.read(reading, step, free, ready)
		})
		for p := range ready {
			if ctx.Err() != nil {
				break
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
	order, epoch := make([]int, l.set.Len()), -1 // the images in the order of that epoch
	for i := range order {
		order[i] = i
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
				p.batch.Step, p.batch.Epoch, p.batch.Index = step, int(step/perEpoch), int(step%perEpoch)
				p.batch.Shard, p.batch.Number = shard, uint64(step)*uint64(l.Shards)+uint64(shard)
				p.fill(l, order)
				ready <- p // has room for all pages
			}
		}
	}
}

// page is the memory of one batch, which is used again and again.
type page struct {
	batch   Batch
	images  []float32 // (B, D)
	labels  []int     // (B), nil where the set has none
	uniform []float32 // random numbers for the binarisation: (B, D), (D) or none

	rows []int          // the images of the batch, in the set
	read func(part int) // reads some of the images; kept so that filling allocates nothing
}

// imagesPerPart is how many images of a batch a core reads at a time.
const imagesPerPart = 16

func newPage(l *Loader) *page {
	b, d := min(l.BatchSize/l.Shards, l.set.Len()), l.set.Pixels()
	p := &page{images: make([]float32, b*d)}
	if l.set.Labels != nil {
		p.labels = make([]int, b)
	}
	switch {
	case l.drawsEachStep():
		p.uniform = make([]float32, b*d)
	case l.Binarize == BinarizeDynamic, l.Binarize == BinarizeOnce:
		p.uniform = make([]float32, d)
	}
	p.read = func(part int) {
		for r := part * imagesPerPart; r < min((part+1)*imagesPerPart, len(p.rows)); r++ {
			l.set.Read(p.images[r*d:(r+1)*d], p.rows[r])
		}
	}
	return p
}

// fill reads the batch whose place is set in p.batch. order is that of its epoch.
func (p *page) fill(l *Loader, order []int) {
	size := l.BatchSize / l.Shards
	from := p.batch.Index*l.BatchSize + p.batch.Shard*size
	p.rows = order[from:min(from+size, len(order))]
	p.batch.Size = len(p.rows)
	p.batch.Images = p.images[:len(p.rows)*l.set.Pixels()]
	kernel.Parallel((len(p.rows)+imagesPerPart-1)/imagesPerPart, p.read)
	if p.labels != nil {
		p.batch.Labels = p.labels[:len(p.rows)]
		for r, i := range p.rows {
			p.batch.Labels[r] = l.set.Labels[i]
		}
	}
	p.binarize(l)
}

// binarize makes the pixels of the batch black or white. Draws for evaluation are a function of the
// image's number alone: a property of the data set, so that runs with different seeds compare.
func (p *page) binarize(l *Loader) {
	x, d := p.batch.Images, l.set.Pixels()
	switch {
	case l.Binarize == BinarizeThreshold:
		for i, v := range x {
			x[i] = 0
			if v >= 0.5 {
				x[i] = 1
			}
		}
	case l.drawsEachStep():
		p.draw(x, l.Seed, "binarize", p.batch.Number)
	case l.Binarize == BinarizeDynamic, l.Binarize == BinarizeOnce:
		for r, i := range p.rows {
			p.draw(x[r*d:(r+1)*d], 0, "binarize once", uint64(l.set.images[i].number))
		}
	}
}

// drawsEachStep reports whether a batch is binarised by draws of its own.
func (l *Loader) drawsEachStep() bool { return l.Binarize == BinarizeDynamic && l.Training }

// draw binarises x by Bernoulli draws with its pixels as probabilities.
func (p *page) draw(x []float32, seed uint64, purpose string, index uint64) {
	stream := rng.Stream(seed, purpose, index)
	stream.Uniform(p.uniform)
	kernel.Binarize(x, p.uniform)
}
