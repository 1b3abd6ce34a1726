package explorer

import (
	"encoding/binary"
	"math"
	"net/http"
	"strconv"

	"vae"
	"vae/internal/web"
	"vae/latent"
)

// plane is a plane through the codes, and what lies on it.
type plane struct {
	latent.Plane
	Prior     [][][]latent.Point `json:"prior"`     // contours of draws of the prior, by latent.Sigmas
	Aggregate [][][]latent.Point `json:"aggregate"` // of draws of q(z)
}

// plane answers with the plane of two dimensions, or of the first two principal components.
func (s *Server) plane(r *http.Request) (any, error) {
	now, codes, err := s.encoded(r)
	if err != nil {
		return nil, err
	}
	p, err := planeOf(r, codes)
	if err != nil {
		return nil, err
	}
	model, err := now.under(r.FormValue("prior"))
	if err != nil {
		return nil, err
	}
	return measured(&now.work, func() (plane, error) { return now.planeUnder(p, codes, model) })
}

// planeUnder returns a plane with the contours of a prior and of q(z) of codes.
func (s *snapshot) planeUnder(p latent.Plane, codes vae.Codes, prior *vae.Model) (plane, error) {
	of := plane{Plane: p, Aggregate: latent.Contours(p.Project(spread(codes, planeDraws).Sample(1)))}
	if prior.Fitted() == nil && prior.Config().PriorName() == vae.DefaultPrior {
		of.Prior = p.StandardContours()
		return of, nil
	}
	draws, err := prior.DrawPrior(vae.PriorDraws{N: planeDraws, Seed: 1, Temperature: 1})
	if err != nil {
		return plane{}, err
	}
	of.Prior = latent.Contours(p.Project(draws.Codes))
	return of, nil
}

// points answers with the coordinates on a plane of all codes, float32, x and y of each.
func (s *Server) points(r *http.Request) (any, error) {
	_, codes, err := s.encoded(r)
	if err != nil {
		return nil, err
	}
	p, err := planeOf(r, codes)
	if err != nil {
		return nil, err
	}
	return raw(p.Project(codes.Mean)), nil
}

// labels answers with the label of each image, int32; −1 where there is none.
func (s *Server) labels(*http.Request) (any, error) {
	now, err := s.withImages()
	if err != nil {
		return nil, err
	}
	all := make([]byte, 0, 4*now.Images.Len())
	for i := range now.Images.Len() {
		label := -1
		if now.Images.Labelled() {
			label = now.Images.Label(i)
		}
		all = binary.LittleEndian.AppendUint32(all, uint32(int32(label)))
	}
	return stream(all), nil
}

// planeOf returns the plane that a request names: x and y are dimensions; without them it is PCA's.
func planeOf(r *http.Request, codes vae.Codes) (latent.Plane, error) {
	if r.FormValue("x") == "" {
		return latent.PCA(codes.Mean, codes.Latent), nil
	}
	x, errX := strconv.Atoi(r.FormValue("x"))
	y, errY := strconv.Atoi(r.FormValue("y"))
	if errX != nil || errY != nil || x < 0 || y < 0 || x >= codes.Latent || y >= codes.Latent || x == y {
		return latent.Plane{}, web.BadRequest("x and y are two of %d dimensions", codes.Latent)
	}
	return latent.Dimensions(codes.Mean, codes.Latent, x, y), nil
}

// stream is an answer of plain bytes.
type stream []byte

// raw returns numbers as float32, little-endian.
func raw(values []float32) stream {
	all := make([]byte, 0, 4*len(values))
	for _, v := range values {
		all = binary.LittleEndian.AppendUint32(all, math.Float32bits(v))
	}
	return all
}

// floats returns the numbers that raw wrote.
func floats(content []byte) []float32 {
	values := make([]float32, len(content)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(content[4*i:]))
	}
	return values
}
