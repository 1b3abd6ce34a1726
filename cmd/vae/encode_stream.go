package main

import (
	"cmp"
	"context"

	"vae"
	"vae/data"
)

// codeStream gives the codes of images as arrays, of which only some rows are in memory at a time.
type codeStream struct {
	encode    func(take func(vae.Codes) error) error
	n, latent int
	main      func(codes vae.Codes, first int) []float32

	mean, logVar *spool // nil: not wanted
	fault        error  // of the encoding, if it had one
}

// keepAll has the stream keep means and log-variances for when they are written, in a folder.
func (s *codeStream) keepAll(folder string) (err error) {
	if s.mean, err = newSpool(folder); err == nil {
		s.logVar, err = newSpool(folder)
	}
	return err
}

func (s *codeStream) close() {
	s.mean.close()
	s.logVar.close()
}

// arrays returns the main array, of that name, and the others.
func (s *codeStream) arrays(name string) []data.Array {
	shape := []int{s.n, s.latent}
	main := data.Array{Name: name, Shape: shape, Stream: s.stream}
	if name == "params" {
		main.Shape = []int{s.n, 2 * s.latent}
	}
	all := []data.Array{main}
	if name != "mean" {
		all = append(all, data.Array{Name: "mean", Shape: shape, Stream: s.mean.parts})
	}
	return append(all, data.Array{Name: "logvar", Shape: shape, Stream: s.logVar.parts})
}

// stream encodes the images and yields the main array.
func (s *codeStream) stream(yield func([]float32, error) bool) {
	first, stopped := 0, false
	err := s.encode(func(codes vae.Codes) error {
		if err := cmp.Or(s.mean.write(codes.Mean), s.logVar.write(codes.LogVar)); err != nil {
			return err
		}
		if stopped = !yield(s.main(codes, first), nil); stopped {
			return context.Canceled
		}
		first += codes.Len()
		return nil
	})
	if err != nil && !stopped {
		s.fault = err
		yield(nil, err)
	}
}
