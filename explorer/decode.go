package explorer

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"

	"vae"
	"vae/internal/raster"
	"vae/internal/web"
	"vae/latent"
)

// mostImages is the largest number of images that one request makes.
const mostImages = 1024

// decode answers with the image of each code of the body, float32, as bytes (n·D): the mean of
// p(x|z) or, with draw, a draw from it. A label is that of all.
func (s *Server) decode(r *http.Request) (any, error) {
	now := s.snapshot()
	if now == nil {
		return nil, errNotYet
	}
	in, err := now.codesIn(r, mostImages)
	if err != nil {
		return nil, err
	}
	if r.FormValue("draw") == "" {
		return pixels(now.model().Decode(in))
	}
	seed, err := strconv.ParseUint(r.FormValue("draw"), 10, 64)
	if err != nil {
		return nil, web.BadRequest("draw is a seed, not %q", r.FormValue("draw"))
	}
	return pixels(now.model().Draw(in, seed))
}

// farthest is the largest absolute value of a code: beyond it densities are lost to rounding.
const farthest = 1e6

// codesIn reads the codes of a request's body.
func (s *snapshot) codesIn(r *http.Request, most int) (in vae.Input, err error) {
	z := s.model().Config().Latent
	content, err := web.Body(r, int64(4*most*z))
	if err != nil {
		return in, err
	}
	if len(content) == 0 || len(content)%(4*z) != 0 {
		return in, web.BadRequest("%d bytes are no codes of %d dimensions, float32", len(content), z)
	}
	in.Codes = floats(content)
	for _, v := range in.Codes {
		if !(math.Abs(float64(v)) <= farthest) { // or is no number
			return in, web.BadRequest("codes lie within ±%g", float64(farthest))
		}
	}
	in.Labels, err = s.labelsOf(r, len(in.Codes)/z)
	return in, err
}

// labelsOf returns the label of a request, n times, if the model depends on it.
func (s *snapshot) labelsOf(r *http.Request, n int) ([]int, error) {
	if !s.model().Config().Conditional {
		return nil, nil
	}
	label, err := strconv.Atoi(r.FormValue("label"))
	if err != nil {
		return nil, web.BadRequest("the model depends on a label, not %q", r.FormValue("label"))
	}
	labels := make([]int, n)
	for i := range labels {
		labels[i] = label
	}
	return labels, nil
}

// pixels returns images as bytes.
func pixels(images []float32, err error) (any, error) {
	return stream(raster.Bytes(images)), err
}

// near is what is known of a place among the codes.
type near struct {
	Usual      float64     `json:"usual"`      // share of codes of images at whose places q(z) is no larger
	Aggregate  float64     `json:"aggregate"`  // log q(z), nats
	Prior      float64     `json:"prior"`      // log p(z), nats
	Neighbours []neighbour `json:"neighbours"` // images with the nearest codes
}

type neighbour struct {
	Image    int     `json:"image"`
	Label    int     `json:"label"` // −1: none
	Distance float64 `json:"distance"`
}

// neighbours is the number of images that are shown near a place.
const neighbours = 12

// near answers with what is around a code.
func (s *Server) near(r *http.Request) (any, error) {
	now, aggregate, err := s.aggregated(r)
	if err != nil {
		return nil, err
	}
	in, err := now.codesIn(r, 1)
	if err != nil {
		return nil, err
	}
	model, err := now.under(r.FormValue("prior"))
	if err != nil {
		return nil, err
	}
	logPrior, err := model.LogPrior(in)
	if err != nil {
		return nil, err
	}
	return near{
		Usual: aggregate.Usual(in.Codes), Aggregate: aggregate.LogProb(in.Codes), Prior: float64(logPrior[0]),
		Neighbours: now.neighbours(in.Codes, -1),
	}, nil
}

// neighbours returns the images with the codes nearest to one, but for one image.
func (s *snapshot) neighbours(code []float32, but int) []neighbour {
	all := []neighbour{} // no null
	mean := s.codes.value.Mean
	for _, i := range latent.Nearest(mean, code, neighbours+1) {
		if i == but || len(all) == neighbours {
			continue
		}
		n := neighbour{Image: i, Label: s.label(i), Distance: distance(mean[i*len(code):], code)}
		all = append(all, n)
	}
	return all
}

// label returns the label of an image, −1 if it has none.
func (s *snapshot) label(image int) int {
	if !s.Images.Labelled() {
		return -1
	}
	return s.Images.Label(image)
}

// draws is what the page asks of the prior.
type draws struct {
	N           int     `json:"n"`
	Seed        uint64  `json:"seed"`
	Temperature float64 `json:"temperature"`
	Prior       string  `json:"prior"`
	Label       *int    `json:"label"`  // nil: any
	Pixels      bool    `json:"pixels"` // are drawn, too
}

// sampled are images with their codes.
type sampled struct {
	Pixels []byte `json:"pixels"` // (n·D)
	Codes  []byte `json:"codes"`  // (n·Z) float32
	Labels []int  `json:"labels"` // (n), nil: none
}

// sample answers with draws of the prior, decoded.
func (s *Server) sample(r *http.Request) (any, error) {
	now := s.snapshot()
	if now == nil {
		return nil, errNotYet
	}
	content, err := web.Body(r, 1<<12)
	if err != nil {
		return nil, err
	}
	ask := draws{N: 64, Seed: 1, Temperature: 1}
	if err := json.Unmarshal(content, &ask); err != nil {
		return nil, web.BadRequest("expected JSON: %v", err)
	}
	if ask.N < 1 || ask.N > mostImages || !(ask.Temperature >= 0 && ask.Temperature <= 100) {
		return nil, web.BadRequest("n is 1 to %d, temperature 0 to 100", mostImages)
	}
	model, err := now.under(ask.Prior)
	if err != nil {
		return nil, err
	}
	if ask.Label != nil && model.Classes() == nil {
		return nil, web.BadRequest("this prior knows no labels")
	}
	from := vae.PriorDraws{N: ask.N, Seed: ask.Seed, Temperature: ask.Temperature}
	for i := 0; i < ask.N && ask.Label != nil; i++ {
		from.Labels = append(from.Labels, *ask.Label)
	}
	codes, err := model.DrawPrior(from)
	if err != nil {
		return nil, err
	}
	var images []float32
	if ask.Pixels {
		images, err = model.Draw(codes, ask.Seed)
	} else {
		images, err = model.Decode(codes)
	}
	return sampled{raster.Bytes(images), raw(codes.Codes), codes.Labels}, err
}
