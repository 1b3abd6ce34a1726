package data

import (
	"cmp"

	"vae/internal/kernel"
	"vae/internal/rng"
)

// page is the memory of one batch, which is used again and again.
type page struct {
	batch   Batch
	err     error     // why the batch cannot be read
	images  []float32 // (B, D)
	labels  []int     // (B), nil where the set has none
	uniform []float32 // random numbers for the binarisation: (B, D), (D) or none

	rows  []int          // the images of the batch, in the set
	parts []part         // what is read by one core each
	read  func(part int) // reads a part; kept so that filling allocates nothing
}

// part is the memory for a part of a page that is being read.
type part struct {
	block
	err error
}

// imagesPerPart is how many images of a batch a core reads at a time.
const imagesPerPart = 16

func newPage(l *Loader) *page {
	b, d := min(l.BatchSize/l.Shards, l.set.Len()), l.set.Pixels()
	p := &page{images: make([]float32, b*d), rows: make([]int, b), parts: make([]part, (b+imagesPerPart-1)/imagesPerPart)}
	if l.set.Labelled() {
		p.labels = make([]int, b)
	}
	switch {
	case l.drawsEachStep():
		p.uniform = make([]float32, b*d)
	case l.Binarize == BinarizeDynamic, l.Binarize == BinarizeOnce:
		p.uniform = make([]float32, d)
	}
	p.read = func(k int) {
		from := k * imagesPerPart
		rows := p.rows[from:min(from+imagesPerPart, p.batch.Size)]
		p.parts[k].err = p.parts[k].read(p.images[from*d:], l.set, rows)
	}
	return p
}

// read reads the images of a set with these indices, scaled to [0, 1].
func (p *part) read(dst []float32, set *Set, rows []int) error {
	for done := 0; done < len(rows); done += p.n {
		if err := set.load(&p.block, rows[done], inARow(rows[done:])); err != nil {
			return err
		}
		p.scaled(dst[done*set.Pixels():])
	}
	return nil
}

// fill reads the batch whose place is set in p.batch. order is that of its epoch, nil for that of
// the set.
func (p *page) fill(l *Loader, order []int) {
	size := l.BatchSize / l.Shards
	from := p.batch.Index*l.BatchSize + p.batch.Shard*size
	n := min(size, l.set.Len()-from)
	p.batch.Size, p.batch.Images = n, p.images[:n*l.set.Pixels()]
	p.rows = p.rows[:n]
	for r := range p.rows {
		p.rows[r] = from + r
		if order != nil {
			p.rows[r] = order[from+r]
		}
	}
	parts := p.parts[:(n+imagesPerPart-1)/imagesPerPart]
	kernel.Parallel(len(parts), p.read)
	p.err = nil
	for k := range parts {
		p.err = cmp.Or(p.err, parts[k].err)
	}
	if p.labels != nil {
		p.batch.Labels = p.labels[:n]
		for r, i := range p.rows {
			p.batch.Labels[r] = l.set.Label(i)
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
			p.draw(x[r*d:(r+1)*d], 0, "binarize once", l.set.number(i))
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
