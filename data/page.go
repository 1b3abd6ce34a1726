package data

import "vae/internal/kernel"

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
