package serve

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vae"
	"vae/internal/web"
)

// A batch is made of what comes within a short time, while there is more on the way.
const (
	window    = 2 * time.Millisecond
	fullBatch = 512 // rows
)

// batchFunc maps rows of an input to rows of outputs, each of which depends on its own row alone.
type batchFunc func(m *vae.Model, in vae.Input) ([][]float32, error)

func encodeBatch(m *vae.Model, in vae.Input) ([][]float32, error) {
	codes, err := m.Encode(in)
	return [][]float32{codes.Mean, codes.LogVar}, err
}

func decodeBatch(m *vae.Model, in vae.Input) ([][]float32, error) {
	images, err := m.Decode(in)
	return [][]float32{images}, err
}

// batcher maps the rows of many requests together.
type batcher struct {
	of     batchFunc
	queue  chan *job
	coming *atomic.Int64 // requests that are being read
	sizes  prometheus.Observer
}

// job is the part of a request in a batch.
type job struct {
	ctx   context.Context
	model *vae.Model
	in    vae.Input
	rows  int
	done  chan done // has room for one
}

// done is what came of a job.
type done struct {
	out [][]float32
	err error
}

func newBatcher(s *Server, name string, of batchFunc) *batcher {
	return &batcher{of, make(chan *job, s.Queue), &s.metrics.coming, s.metrics.batches.WithLabelValues(name)}
}

// do maps rows of an input.
func (b *batcher) do(ctx context.Context, m *vae.Model, rows int, in vae.Input) ([][]float32, error) {
	j := &job{ctx, m, in, rows, make(chan done, 1)}
	b.queue <- j // has room for all requests
	select {
	case d := <-j.done:
		return d.out, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run maps batches until ctx is done.
func (b *batcher) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-b.queue:
			b.answer(b.gather(first))
		}
	}
}

// gather returns the jobs of a batch.
func (b *batcher) gather(first *job) []*job {
	jobs, rows := []*job{first}, first.rows
	late := time.NewTimer(window)
	defer late.Stop()
	for rows < fullBatch && (len(b.queue) > 0 || b.coming.Load() > 0) {
		select {
		case next := <-b.queue:
			jobs, rows = append(jobs, next), rows+next.rows
		case <-late.C:
			return jobs
		}
	}
	return jobs
}

// answer answers jobs, those of one model at a time. Whoever no longer waits is passed over.
func (b *batcher) answer(jobs []*job) {
	for len(jobs) > 0 {
		var same, others []*job
		for _, j := range jobs {
			switch {
			case j.ctx.Err() != nil:
			case same == nil || j.model == same[0].model:
				same = append(same, j)
			default:
				others = append(others, j)
			}
		}
		b.together(same)
		jobs = others
	}
}

// together answers jobs of one model.
func (b *batcher) together(jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	in, rows := jobs[0].in, jobs[0].rows
	if len(jobs) > 1 {
		in, rows = joined(jobs)
	}
	b.sizes.Observe(float64(rows))
	out, err := web.Sheltered(func() ([][]float32, error) { return b.of(jobs[0].model, in) })
	from := 0
	for _, j := range jobs {
		d := done{err: err}
		for _, all := range out {
			width := len(all) / rows
			to := (from + j.rows) * width
			d.out = append(d.out, all[from*width:to:to])
		}
		from += j.rows
		j.done <- d
	}
}

// joined returns the inputs of jobs as one.
func joined(jobs []*job) (in vae.Input, rows int) {
	for _, j := range jobs {
		rows += j.rows
	}
	first := jobs[0]
	in.Images = make([]float32, 0, len(first.in.Images)/first.rows*rows)
	in.Codes = make([]float32, 0, len(first.in.Codes)/first.rows*rows)
	for _, j := range jobs {
		in.Images, in.Codes = append(in.Images, j.in.Images...), append(in.Codes, j.in.Codes...)
		in.Labels = append(in.Labels, j.in.Labels...)
	}
	return in, rows
}
