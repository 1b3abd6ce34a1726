package main

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"slices"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/reduce"
	"vae/train"
)

// scored holds the scores of a model's images.
type scored struct {
	*trained
	*images
	protocol    evaluate.Protocol
	kind        vae.Kind         // what kind of number log p(x) is
	scores      []evaluate.Score // (N)
	percentiles []float64        // (N), nil where there are none
	among       *images          // what the percentiles are taken among, nil likewise
	reference   []evaluate.Score // of these
	sheet       image.Image      // of the least likely images, nil if not asked for
}

// score scores the images, and those that percentiles are taken among.
func (s *scored) score(ctx context.Context, a *app, settings []string) error {
	if err := s.pass(ctx, a, settings); err != nil {
		return err
	}
	if s.among != nil {
		s.percentiles = evaluate.Percentiles(logP(s.scores), logP(s.reference))
	}
	return nil
}

// pass takes the scores.
func (s *scored) pass(ctx context.Context, a *app, settings []string) (err error) {
	total := s.Len()
	if s.among != nil {
		total += s.among.Len()
	}
	count, end := a.counter("auto", total)
	defer end()
	of := func(what string, images *images) ([]evaluate.Score, error) {
		by, err := a.relay(what, []*trained{s.trained}, images, settings)
		if err != nil {
			return nil, err
		}
		all, err := scoresUnder(ctx, by, []*trained{s.trained}, images.Set, s.protocol, count)
		return all[0], err
	}
	if s.scores, err = of("scores", s.images); err == nil && s.among != nil {
		s.reference, err = of("scores to compare with", s.among)
	}
	return err
}

// scoresUnder returns the scores of runs that are the same but for their priors.
func scoresUnder(
	ctx context.Context, by evaluate.Relay, runs []*trained, set *data.Set, p evaluate.Protocol, count func(),
) ([][]evaluate.Score, error) {
	all := make([][]evaluate.Score, len(runs))
	models := each(len(runs), func(i int) *vae.Model { return runs[i].Model })
	err := evaluate.ScoresUnder(ctx, by, models, set, p, func(scores []evaluate.Score) error {
		for i, s := range scores {
			if !reduce.Finite(s.NELBO() + s.LogLikelihood().Value) {
				return &train.NumbersError{Step: runs[i].state.Step, Tensor: "log p(x)",
					Cause: "not finite; the weights of " + runs[i].path + " are likely not"}
			}
			all[i] = append(all[i], s)
		}
		count()
		return nil
	})
	return all, err
}

func logP(scores []evaluate.Score) []float64 {
	return each(len(scores), func(i int) float64 { return scores[i].LogLikelihood().Value })
}

// leastLikely returns the numbers of the n least likely images, the least likely first.
func (s *scored) leastLikely(n int) []int {
	values := logP(s.scores)
	order := each(len(values), func(i int) int { return i })
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	return order[:min(n, len(order))]
}

// output returns the scores as a table with a row for each image.
func (s *scored) output() output {
	n := s.Len()
	o := output{rows: n, arrays: origins(s.Set, n)}
	o.main = len(o.arrays)
	o.arrays = append(o.arrays, evaluate.Columns(s.scores, s.protocol)...)
	if s.percentiles != nil {
		values := each(n, func(i int) float32 { return float32(s.percentiles[i]) })
		o.arrays = append(o.arrays, data.Array{Name: "percentile", Shape: []int{n}, Floats: values})
	}
	return o
}

// show makes the sheet of the n least likely images, as the model sees them, with their numbers and
// log p(x).
func (s *scored) show(ctx context.Context, n int, pairs bool) error {
	if n == 0 {
		return nil
	}
	var originals vae.Input
	var captions [][2]string
	for _, i := range s.leastLikely(n) {
		one, err := s.read(ctx, i, i+1)
		if err != nil {
			return err
		}
		originals.Images = append(originals.Images, one.Images...)
		originals.Labels = append(originals.Labels, one.Labels...)
		captions = append(captions, s.caption(i))
	}
	layers := [][]float32{originals.Images}
	if pairs {
		again, err := s.reconstruct(originals)
		if err != nil {
			return err
		}
		layers = append(layers, again)
	}
	s.sheet = captioned(captions, s.Shape(), layers...)
	return nil
}

// caption returns what stands below image i: its index, as in the table, and its score.
func (s *scored) caption(i int) [2]string {
	return [2]string{fmt.Sprint(s.Index(i)), decimal(s.scores[i].LogLikelihood().Value, 1)}
}
