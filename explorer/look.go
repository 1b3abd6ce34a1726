package explorer

import (
	"context"
	"math"
	"net/http"
	"strconv"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/raster"
	"vae/internal/web"
)

// look is what the model makes of an image.
type look struct {
	Image          int       `json:"image"`  // −1: none of the data
	Number         int       `json:"number"` // in its source
	File           string    `json:"file"`
	Label          int       `json:"label"`          // −1: none
	Original       []byte    `json:"original"`       // (D)
	Reconstruction []byte    `json:"reconstruction"` // (D)
	Mean           []float32 `json:"mean"`           // of q(z|x) (Z)
	Deviation      []float32 `json:"deviation"`      // (Z)

	Scores     figures     `json:"scores"`
	Percentile *float64    `json:"percentile"` // of log p(x) among the scored images; nil: not scored yet
	Neighbours []neighbour `json:"neighbours"`
}

// figures are those of an image, in nats.
type figures struct {
	LogP  float64 `json:"log_p"` // log p(x) as estimated
	Error float64 `json:"error"` // its standard error
	NELBO float64 `json:"nelbo"`
	Recon float64 `json:"recon"`
	KL    float64 `json:"kl"`
}

func figuresOf(s evaluate.Score) figures {
	p := s.LogLikelihood()
	return figures{p.Value, math.Sqrt(p.Variance), s.NELBO(), s.Recon, s.KL}
}

// lookAtImage answers with what the model makes of an image of the data.
func (s *Server) lookAtImage(r *http.Request) (any, error) {
	now, _, err := s.encoded(r)
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(r.FormValue("image"))
	if err != nil || i < 0 || i >= now.Images.Len() {
		return nil, web.BadRequest("image is one of %d, from 0 on", now.Images.Len())
	}
	return now.look(r.Context(), now.Images.Slice(i, i+1), i)
}

// mostPicture is the largest size of a picture's file, in bytes.
const mostPicture = 32 << 20

// lookAtPicture answers with what the model makes of a picture: its pixels as bytes (D) or, of type
// image/…, its file.
func (s *Server) lookAtPicture(r *http.Request) (any, error) {
	now, _, err := s.encoded(r)
	if err != nil {
		return nil, err
	}
	content, err := web.Body(r, mostPicture)
	if err != nil {
		return nil, err
	}
	set, err := s.pictureOf(r, now.model().Config().Shape(), content)
	if err != nil {
		return nil, err
	}
	label, err := now.labelsOf(r, 1)
	if err != nil {
		return nil, err
	}
	if label != nil {
		set = set.Relabelled(label[0])
	}
	return now.look(r.Context(), set, -1)
}

func (s *Server) pictureOf(r *http.Request, shape raster.Shape, content []byte) (*data.Set, error) {
	if r.Header.Get("Content-Type") != "application/octet-stream" {
		return s.Run.ReadPicture(r.Context(), r.FormValue("name"), content)
	}
	if len(content) != shape.Size() {
		return nil, web.BadRequest("%d bytes are no image of %v", len(content), shape)
	}
	return data.NewSet("drawn", shape, content, nil)
}

// look returns what the model makes of a set of one image: number i of the data, or −1.
func (s *snapshot) look(ctx context.Context, set *data.Set, i int) (*look, error) {
	in, err := s.read(ctx, set)
	if err != nil {
		return nil, err
	}
	codes, err := s.model().Encode(in)
	if err != nil {
		return nil, err
	}
	again, err := s.model().Decode(codes.Input())
	if err != nil {
		return nil, err
	}
	score, err := s.scoreOf(ctx, set, i)
	if err != nil {
		return nil, err
	}
	l := &look{
		Image: i, Label: -1, Original: raster.Bytes(in.Images), Reconstruction: raster.Bytes(again),
		Mean: codes.Mean, Scores: figuresOf(score), Neighbours: s.neighbours(codes.Mean, i),
	}
	for _, v := range codes.LogVar {
		l.Deviation = append(l.Deviation, float32(math.Exp(0.5*float64(v))))
	}
	if i >= 0 {
		l.Number, l.File, l.Label = s.Images.Index(i), s.Images.File(i), s.label(i)
	}
	if s.scores.ready() {
		l.Percentile = &evaluate.Percentiles([]float64{l.Scores.LogP}, s.scores.value.logP)[0]
	}
	return l, nil
}

// read returns the images of a set as the model sees them.
func (s *snapshot) read(ctx context.Context, set *data.Set) (in vae.Input, err error) {
	loader, err := data.NewLoader(set, s.Images.Loader)
	if err == nil {
		in.Images, in.Labels, err = loader.All(ctx)
	}
	return in, err
}

// scoreOf returns the score of a set of one image: that of number i of the data, if it was scored.
func (s *snapshot) scoreOf(ctx context.Context, set *data.Set, i int) (score evaluate.Score, err error) {
	if s.scores.ready() && i >= 0 && i < len(s.scores.value.all) {
		return s.scores.value.all[i], nil
	}
	if i >= 0 {
		return evaluate.ScoreOf(ctx, s.model(), s.Images.Set, i, s.Images.Protocol)
	}
	return evaluate.ScoreOf(ctx, s.model(), set, 0, s.Images.Protocol)
}

// someImages answers with images of the data as bytes (n·D): those numbered in the query.
func (s *Server) someImages(r *http.Request) (any, error) {
	now, err := s.withImages()
	if err != nil {
		return nil, err
	}
	numbers := r.URL.Query()["i"]
	if len(numbers) > mostImages {
		return nil, web.BadRequest("more than %d images", mostImages)
	}
	all := stream{}
	for _, number := range numbers {
		i, err := strconv.Atoi(number)
		if err != nil || i < 0 || i >= now.Images.Len() {
			return nil, web.BadRequest("i is one of %d images, from 0 on", now.Images.Len())
		}
		in, err := now.read(r.Context(), now.Images.Slice(i, i+1))
		if err != nil {
			return nil, err
		}
		all = append(all, raster.Bytes(in.Images)...)
	}
	return all, nil
}

// unlikelyImage is one of the least likely images.
type unlikelyImage struct {
	Image int     `json:"image"`
	Label int     `json:"label"`
	LogP  float64 `json:"log_p"`
}

// mostUnlikely is the number of images that are shown as the least likely.
const mostUnlikely = 24

// unlikely answers with the least likely of the scored images.
func (s *Server) unlikely(r *http.Request) (any, error) {
	now, found, err := s.scored(r)
	if err != nil {
		return nil, err
	}
	var all []unlikelyImage
	for _, i := range found.order[:min(mostUnlikely, len(found.order))] {
		all = append(all, unlikelyImage{i, now.label(i), found.logP[i]})
	}
	return all, nil
}

// distance returns the Euclidean distance of two codes.
func distance(a, b []float32) float64 {
	var sum float64
	for j, v := range b {
		d := float64(a[j]) - float64(v)
		sum += d * d
	}
	return math.Sqrt(sum)
}
