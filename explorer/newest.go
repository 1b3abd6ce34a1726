package explorer

import (
	"net/http"

	"vae"
	"vae/internal/web"
	"vae/latent"
)

// newest waits for what follows from the newest checkpoint. If a newer one comes in the meantime, it
// is what follows from that.
func newest[T any](s *Server, r *http.Request, of func(*snapshot) *promise[T]) (now *snapshot, value T, err error) {
	for {
		if now, err = s.withImages(); err != nil {
			return nil, value, err
		}
		value, err = of(now).wait(r.Context())
		if err == nil || now == s.snapshot() || r.Context().Err() != nil {
			return now, value, err
		}
	}
}

// withImages returns the newest checkpoint. The error says that there is none, or that there are no
// images beside it.
func (s *Server) withImages() (*snapshot, error) {
	now := s.snapshot()
	switch {
	case now == nil:
		return nil, errNotYet
	case now.Images == nil:
		return nil, &web.Error{Status: http.StatusNotFound, Message: "there are no images: " + now.Missing}
	}
	return now, nil
}

// encoded waits for the codes of the images.
func (s *Server) encoded(r *http.Request) (*snapshot, vae.Codes, error) {
	return newest(s, r, func(s *snapshot) *promise[vae.Codes] { return s.codes })
}

// aggregated waits for q(z).
func (s *Server) aggregated(r *http.Request) (*snapshot, *latent.Aggregate, error) {
	return newest(s, r, func(s *snapshot) *promise[*latent.Aggregate] { return s.aggregate })
}

// scored waits for the scores of the images.
func (s *Server) scored(r *http.Request) (*snapshot, *scores, error) {
	return newest(s, r, func(s *snapshot) *promise[*scores] { return s.scores })
}
