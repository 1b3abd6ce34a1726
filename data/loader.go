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

// Batch is a number of images served together, each with its label. Its slices are valid until the
// next batch is asked for; they belong to the loader.
type Batch struct {
	Images []float32 // (Size, D), pixels in [0, 1]
	Labels []int     // (Size), Labels[r] that of row r of Images; nil where the set has none
	Size   int       // number of images, B; less in the last batch of an evaluation
	Step   int64     // batches before this one, over all epochs
	Epoch  int       // epochs before the one this batch belongs to
	Index  int       // batches before this one in its epoch
}

// LoaderConfig says how a Loader serves a set.
type LoaderConfig struct {
	BatchSize int
	Training  bool // shuffled epochs of full batches without end, instead of one pass in order
	Binarize  Binarization
	Seed      uint64 // of the shuffles and of the binarisation
}

// Loader serves a set in batches. It holds no state: what it serves is a pure function of its
// configuration and the step, and any number of loops may run at a time.
type Loader struct {
	set *Set
	LoaderConfig
}

// ahead is the number of batches in memory: one in use, one ready, one being filled.
const ahead = 3

// NewLoader returns a loader of set. It is an *OptionError if the set is empty, or, in training,
// smaller than a batch.
func NewLoader(set *Set, cfg LoaderConfig) (_ *Loader, err error) {
	defer fault.Mark("data", &err)
	switch n := set.Len(); {
	case cfg.BatchSize < 1:
		return nil, &OptionError{"batch size", fmt.Sprintf("%d is not 1 or more", cfg.BatchSize)}
	case n == 0:
		return nil, &OptionError{"batch size", fmt.Sprintf("%s has no images to serve", set.Name)}
	case cfg.Training && n < cfg.BatchSize:
		return nil, &OptionError{"batch size", fmt.Sprintf("%d is more than the %d images of %s", cfg.BatchSize, n, set.Name)}
	case !cfg.Binarize.known():
		return nil, &OptionError{"binarize", fmt.Sprintf("%v is not known", cfg.Binarize)}
	}
	return &Loader{set, cfg}, nil
}

// StepsPerEpoch returns the number of batches of an epoch. Training leaves out the images that do
// not fill a batch, evaluation serves them in a smaller one.
func (l *Loader) StepsPerEpoch() int {
	if l.Training {
		return l.set.Len() / l.BatchSize
	}
	return (l.set.Len() + l.BatchSize - 1) / l.BatchSize
}

// From serves the batches of step, step+1, …: without end in training, to the end of the set in
// evaluation. Batches are read ahead by a goroutine that ends with the loop. When ctx is cancelled
// the last element is its error.
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

// read fills free pages with the batches from step on until reading is cancelled or the batches
// end.
func (l *Loader) read(reading context.Context, step int64, free <-chan *page, ready chan<- *page) {
	perEpoch := int64(l.StepsPerEpoch())
	order := newOrder(l)
	for ; l.Training || step < perEpoch; step++ {
		select {
		case <-reading.Done():
			return
		case p := <-free:
			p.batch.Step, p.batch.Epoch, p.batch.Index = step, int(step/perEpoch), int(step%perEpoch)
			p.fill(l, order.of(p.batch.Epoch))
			ready <- p // has room for all pages
		}
	}
}

// order is the order in which images are served: a pure function of (seed, epoch).
type order struct {
	loader *Loader
	epoch  int // of indices, −1 before the first
	images []int
}

func newOrder(l *Loader) *order {
	o := &order{loader: l, epoch: -1, images: make([]int, l.set.Len())}
	for i := range o.images {
		o.images[i] = i
	}
	return o
}

// of returns the indices of all images in the order of an epoch, valid until it is called with
// another epoch.
func (o *order) of(epoch int) []int {
	if epoch == o.epoch {
		return o.images
	}
	o.epoch = epoch
	if o.loader.Training {
		source := rng.Stream(o.loader.Seed, "shuffle", uint64(epoch))
		source.Perm(o.images)
	}
	return o.images
}

// page is the memory of one batch, used again and again.
type page struct {
	batch   Batch
	images  []float32 // (B, D)
	labels  []int     // (B), nil where the set has none
	uniform []float32 // random numbers for the binarisation: (B, D), (D) or none

	rows []int          // the images of the batch, in the set
	read func(part int) // reads some of them, kept so that filling allocates nothing
}

// imagesPerPart is how many images of a batch a core reads at a time.
const imagesPerPart = 16

// newPage returns a page for the batches of l.
func newPage(l *Loader) *page {
	b, d := min(l.BatchSize, l.set.Len()), l.set.Pixels()
	p := &page{images: make([]float32, b*d)}
	if l.set.Labels != nil {
		p.labels = make([]int, b)
	}
	switch {
	case l.Binarize == BinarizeDynamic && l.Training:
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
	from := p.batch.Index * l.BatchSize
	rows := order[from:min(from+l.BatchSize, len(order))]
	p.rows = rows
	p.batch.Size = len(rows)
	p.batch.Images = p.images[:len(rows)*l.set.Pixels()]
	kernel.Parallel((len(rows)+imagesPerPart-1)/imagesPerPart, p.read)
	if p.labels != nil {
		p.batch.Labels = p.labels[:len(rows)]
		for r, i := range rows {
			p.batch.Labels[r] = l.set.Labels[i]
		}
	}
	p.binarize(l, rows)
}

// binarize makes the pixels of the batch, the images rows of the set, black or white.
func (p *page) binarize(l *Loader, rows []int) {
	x, d := p.batch.Images, l.set.Pixels()
	switch {
	case l.Binarize == BinarizeThreshold:
		threshold(x)
	case l.Binarize == BinarizeDynamic && l.Training:
		drawStep(x, p.uniform, l.Seed, p.batch.Step)
	case l.Binarize == BinarizeDynamic, l.Binarize == BinarizeOnce:
		for r, i := range rows {
			drawOnce(x[r*d:(r+1)*d], p.uniform, l.set.images[i].number)
		}
	}
}
