package serve

import (
	"context"
	"fmt"
	"image"
	"slices"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/grid"
	"vae/internal/reduce"
	"vae/internal/web"
)

// request is what a client asks for, and of which checkpoint.
type request struct {
	settings
	*Loaded
	place   *place
	rows    int
	set     *data.Set // the images of the body
	in      vae.Input // them as the model sees them, or codes; with their labels
	notices []string  // on how the body was understood
}

// result is what a request is answered with.
type result struct {
	arrays []data.Array       // (N, …) each; the first is that of .npy
	sheet  func() image.Image // nil: there are no images
}

// check returns an error if a number is not finite: that is the fault of the model.
func (r *result) check() error {
	for _, a := range r.arrays {
		for i, v := range a.Floats {
			if !reduce.Finite(float64(v)) {
				return fmt.Errorf("%s is %v in place %d: the weights of the model are likely not finite", a.Name, v, i)
			}
		}
	}
	return nil
}

func (s *Server) encode(ctx context.Context, q *request) (*result, error) {
	codes, err := s.codesOf(ctx, q)
	if err != nil {
		return nil, err
	}
	shape := []int{q.rows, codes.Latent}
	all := []data.Array{
		{Name: "mean", Shape: shape, Floats: codes.Mean},
		{Name: "logvar", Shape: shape, Floats: codes.LogVar},
	}
	if q.output == "sample" {
		all = slices.Insert(all, 0, data.Array{Name: "sample", Shape: shape, Floats: codes.Sample(q.seed)})
	}
	return &result{arrays: all}, nil
}

// codesOf encodes the images of a request.
func (s *Server) codesOf(ctx context.Context, q *request) (c vae.Codes, err error) {
	out, err := s.encoding.do(ctx, q.Model, q.rows, q.in)
	if err != nil {
		return c, err
	}
	return vae.Codes{Mean: out[0], LogVar: out[1], Latent: q.Model.Config().Latent, Labels: q.in.Labels}, nil
}

// imagesOf decodes codes.
func (s *Server) imagesOf(ctx context.Context, q *request, in vae.Input) ([]float32, error) {
	out, err := s.decoding.do(ctx, q.Model, q.rows, in)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (s *Server) reconstruct(ctx context.Context, q *request) (*result, error) {
	codes, err := s.codesOf(ctx, q)
	if err != nil {
		return nil, err
	}
	again, err := s.imagesOf(ctx, q, codes.Input())
	if err != nil {
		return nil, err
	}
	shape := q.Model.Config().Shape()
	return &result{
		arrays: []data.Array{data.ImageArray("images", again, shape), data.ImageArray("originals", q.in.Images, shape)},
		sheet:  func() image.Image { return grid.Pairs(q.in.Images, again, q.rows, shape, grid.Options{}) },
	}, nil
}

func (s *Server) scores(ctx context.Context, q *request) (*result, error) {
	model, err := q.under(q.prior)
	if err != nil {
		return nil, err
	}
	p := evaluate.Protocol{Binarize: evaluate.Binarization(q.Binarize), Samples: q.samples, Seed: q.seed}
	var scores []evaluate.Score
	err = s.undisturbed(ctx, func() error {
		return evaluate.Scores(ctx, model, q.set, p, func(score evaluate.Score) error {
			scores = append(scores, score)
			return nil
		})
	})
	return &result{arrays: evaluate.Columns(scores, p)}, err
}

func (s *Server) decode(ctx context.Context, q *request) (*result, error) {
	pixels, err := s.imagesOf(ctx, q, q.in)
	return q.drawn(pixels), err
}

// drawn returns the result of images that the model draws, and what else there is.
func (q *request) drawn(pixels []float32, more ...data.Array) *result {
	shape := q.Model.Config().Shape()
	return &result{
		arrays: append([]data.Array{data.ImageArray("images", pixels, shape)}, more...),
		sheet:  func() image.Image { return grid.Sheet(pixels, q.rows, shape, grid.Options{}) },
	}
}

func (s *Server) sample(ctx context.Context, q *request) (*result, error) {
	if err := q.admit(q.n); err != nil {
		return nil, err
	}
	if q.prior == "" && q.Fitted != nil {
		q.prior = fittedPrior
	}
	model, err := q.under(q.prior)
	if err != nil {
		return nil, err
	}
	draws := vae.PriorDraws{N: q.n, Seed: q.seed, Temperature: q.temperature}
	if len(q.labels) > 0 {
		if draws.Labels, err = q.classes(model); err != nil {
			return nil, err
		}
	}
	codes, err := model.DrawPrior(draws)
	if err != nil {
		return nil, err
	}
	more := []data.Array{{Name: "codes", Shape: []int{q.n, q.Model.Config().Latent}, Floats: codes.Codes}}
	if codes.Labels != nil {
		more = append(more, data.Array{Name: "label", Shape: []int{q.n}, Int: func(i int) int { return codes.Labels[i] }})
	}
	pixels, err := s.pixelsOf(ctx, q, codes)
	return q.drawn(pixels, more...), err
}

// pixelsOf decodes codes, or draws their pixels if a request asks for that.
func (s *Server) pixelsOf(ctx context.Context, q *request, codes vae.Input) (pixels []float32, err error) {
	if !q.draw {
		return s.imagesOf(ctx, q, codes)
	}
	err = s.undisturbed(ctx, func() error {
		pixels, err = q.Model.Draw(codes, q.seed)
		return err
	})
	return pixels, err
}

// classes returns the labels to draw, in turn.
func (q *request) classes(m *vae.Model) ([]int, error) {
	if m.Classes() == nil {
		return nil, web.BadRequest("the prior knows no labels")
	}
	labels := make([]int, q.n)
	for i := range labels {
		labels[i] = q.labels[i%len(q.labels)]
	}
	return labels, m.CheckClasses(labels, q.n)
}

// under returns the model under a prior.
func (l *Loaded) under(prior string) (*vae.Model, error) {
	switch {
	case prior != fittedPrior:
		return l.Model, nil
	case l.Fitted == nil:
		return nil, web.BadRequest("no prior has been fitted to the model")
	}
	return l.Fitted, nil
}

// undisturbed does work that is not batched, one such work at a time.
func (s *Server) undisturbed(ctx context.Context, work func() error) error {
	select {
	case s.alone <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.alone }()
	return work()
}
