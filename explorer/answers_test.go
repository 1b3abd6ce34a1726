package explorer_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/explorer"
	"vae/internal/nn/nntest"
	"vae/latent"
)

// everyKind calls f with a run of each kind of model, as far as the page must know it.
func everyKind(t *testing.T, f func(t *testing.T, s *shown)) {
	grey, coloured := digits(false), digits(true)
	var classes []vae.Class
	for label := range 10 {
		classes = append(classes, vae.Class{Label: label, Images: 4})
	}
	for name, make := range map[string]func() *shown{
		"mlp":    func() *shown { return newShown(t, "mlp:16", vae.Config{}, grey) },
		"conv":   func() *shown { return newShown(t, "conv:3,4/5+res", vae.Config{}, grey) },
		"colour": func() *shown { return newShown(t, "mlp:16", vae.Config{Likelihood: "gaussian-learned"}, coloured) },
		"conditional": func() *shown {
			c := vae.Config{Conditional: true, Prior: vae.ClassPrior, Classes: classes}
			return newShown(t, "mlp:16", c, grey)
		},
		"fitted": func() *shown { return withFitted(t, newShown(t, "mlp:16", vae.Config{}, grey)) },
		"vamp": func() *shown {
			return newShown(t, "mlp:16", vae.Config{Prior: "vamp", Options: vae.Options{"components": 5}}, grey)
		},
		"binarised": func() *shown {
			s := newShown(t, "mlp:16", vae.Config{}, grey)
			s.loaded.Images.Loader.Binarize, s.loaded.Images.Protocol.Binarize = data.BinarizeDynamic, data.BinarizeDynamic
			return s
		},
		"one dimension": func() *shown { return newShown(t, "mlp:16", vae.Config{Latent: 1}, grey) },
		"no labels": func() *shown {
			set := *grey
			set.Labels, set.ClassNames = nil, nil
			return newShown(t, "mlp:16", vae.Config{}, &set)
		},
		"one image": func() *shown { return newShown(t, "mlp:16", vae.Config{}, grey.Slice(0, 1)) },
		"busy": func() *shown {
			s := newShown(t, "mlp:16", vae.Config{}, data.DrawDigits(600, 1))
			s.loaded.Busy = true
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, make())
		})
	}
}

// withFitted puts a fitted prior before the run's own.
func withFitted(t *testing.T, s *shown) *shown {
	t.Helper()
	m := s.loaded.Priors[0].Model
	codes := vae.Input{Codes: nntest.Normal(3, 200*m.Config().Latent)}
	p, _, err := m.FitPrior(t.Context(), vae.PriorSettings{Components: 2, Seed: 1}, codes, vae.Input{})
	if err != nil {
		t.Fatal(err)
	}
	fitted, err := m.WithPrior(p)
	if err != nil {
		t.Fatal(err)
	}
	s.loaded.Priors = slices.Insert(s.loaded.Priors, 0, explorer.Prior{Name: "fitted", Title: "a mixture", Model: fitted})
	return s
}

func (s *shown) model() *vae.Model { return s.loaded.Priors[0].Model }

// label returns what a request to the model must add, and the label of n codes.
func (s *shown) label(n int) (query string, labels []int) {
	if !s.model().Config().Conditional {
		return "", nil
	}
	return "label=7", slices.Repeat([]int{7}, n)
}

// codes returns n codes.
func (s *shown) codes(n int) []float32 { return nntest.Normal(5, n*s.model().Config().Latent) }

// samePixels compares pixels as bytes with those of a model: they may differ by one level.
func samePixels(t *testing.T, what string, got []byte, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d pixels, want %d", what, len(got), len(want))
	}
	for i, v := range want {
		if math.Abs(float64(got[i])-255*min(max(float64(v), 0), 1)) > 1 { // a mean of a normal can be beyond
			t.Fatalf("%s: pixel %d is %d, want %g", what, i, got[i], 255*v)
		}
	}
}

func TestDecode_isTheModels(t *testing.T) {
	everyKind(t, func(t *testing.T, s *shown) {
		v := visit(t, s)
		label, labels := s.label(9)
		in := vae.Input{Codes: s.codes(9), Labels: labels}
		want, err := s.model().Decode(in)
		if err != nil {
			t.Fatal(err)
		}
		samePixels(t, "mean", v.post(http.MethodPost, "api/decode?"+label, float32Bytes(in.Codes)), want)
		if want, err = s.model().Draw(in, 5); err != nil {
			t.Fatal(err)
		}
		samePixels(t, "draw", v.post(http.MethodPost, "api/decode?draw=5&"+label, float32Bytes(in.Codes)), want)
	})
}

func TestSample_isTheModels(t *testing.T) {
	everyKind(t, func(t *testing.T, s *shown) {
		v := visit(t, s)
		for _, prior := range s.loaded.Priors {
			in, err := prior.Model.DrawPrior(vae.PriorDraws{N: 7, Seed: 3, Temperature: 0.5})
			if err != nil {
				t.Fatal(err)
			}
			want, err := prior.Model.Decode(in)
			if err != nil {
				t.Fatal(err)
			}
			ask := fmt.Sprintf(`{"n": 7, "seed": 3, "temperature": 0.5, "prior": %q}`, prior.Name)
			got := into[struct {
				Pixels, Codes []byte
				Labels        []int
			}](t, v.post(http.MethodPost, "api/sample", []byte(ask)))
			samePixels(t, prior.Name, got.Pixels, want)
			if !slices.Equal(bytesFloat32(got.Codes), in.Codes) || !slices.Equal(got.Labels, in.Labels) {
				t.Errorf("%s: other codes or labels", prior.Name)
			}
		}
	})
}

// TestLook_isThatOfScores asks for looks before and after all images are scored: what vae scores
// --samples 16 says is said both times.
func TestLook_isThatOfScores(t *testing.T) {
	everyKind(t, func(t *testing.T, s *shown) {
		set, model := s.loaded.Images.Set, s.model()
		var want []evaluate.Score
		err := evaluate.Scores(t.Context(), model, set, s.loaded.Images.Protocol, func(score evaluate.Score) error {
			want = append(want, score)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		v := visit(t, s)
		last := set.Len() - 1
		first := v.look(last)
		o := v.until("scores", scored)
		if o.Model.Scored != min(set.Len(), scoredOf(s)) || o.Model.Samples != 16 {
			t.Errorf("%d images scored by %d draws", o.Model.Scored, o.Model.Samples)
		}
		for _, l := range []lookedAt{first, v.look(last)} {
			bound := want[last].LogLikelihood()
			if l.Scores.LogP != bound.Value || l.Scores.Error != math.Sqrt(bound.Variance) || l.Scores.NELBO != want[last].NELBO() {
				t.Errorf("%+v, want %+v", l.Scores, want[last])
			}
			if !slices.Equal(l.Mean, want[last].Mean) || l.Image != last || set.Labels != nil && l.Label != set.Labels[last] {
				t.Errorf("code %v of image %d, label %d", l.Mean, l.Image, l.Label)
			}
			again, err := model.Decode(vae.Input{Codes: want[last].Mean, Labels: s.labelsOf(last)})
			if err != nil {
				t.Fatal(err)
			}
			samePixels(t, "reconstruction", l.Reconstruction, again)
		}
		if mean := evaluate.NewCard(want[:o.Model.Scored], s.loaded.Images.Protocol).NELBO.Mean; o.Model.NELBO.Mean != mean {
			t.Errorf("−ELBO %g, want %g", o.Model.NELBO.Mean, mean)
		}
	})
}

// scoredOf is how many images of a run are scored at most.
func scoredOf(s *shown) int {
	if s.loaded.Busy {
		return 500
	}
	return 10_000
}

// labelsOf returns the label of an image for a model that depends on it.
func (s *shown) labelsOf(image int) []int {
	if !s.model().Config().Conditional {
		return nil
	}
	return s.loaded.Images.Labels[image : image+1]
}

type lookedAt struct {
	Image, Label             int
	Original, Reconstruction []byte
	Mean                     []float32
	Scores                   struct {
		LogP  float64 `json:"log_p"`
		Error float64
		NELBO float64
	}
	Percentile *float64
	Neighbours []struct {
		Image    int
		Distance float64
	}
}

func (v *visitor) look(image int) lookedAt {
	v.Helper()
	return into[lookedAt](v, v.get(fmt.Sprintf("api/look?image=%d", image)))
}

// TestPlane_isThatOfTheCodes compares points, labels, the plane and what is near a code with what
// package latent makes of the codes.
func TestPlane_isThatOfTheCodes(t *testing.T) {
	everyKind(t, func(t *testing.T, s *shown) {
		v := visit(t, s)
		codes := s.encode(t)
		z, n := codes.Latent, codes.Len()
		want := latent.PCA(codes.Mean, z)
		if got := bytesFloat32(v.get("api/points")); !slices.Equal(got, want.Project(codes.Mean)) {
			t.Errorf("other points")
		}
		if z > 1 {
			want := latent.Dimensions(codes.Mean, z, 1, 0)
			if got := bytesFloat32(v.get("api/points?x=1&y=0")); !slices.Equal(got, want.Project(codes.Mean)) {
				t.Errorf("other points of two dimensions")
			}
		}
		plane := into[struct {
			latent.Plane
			Prior, Aggregate [][][]latent.Point
		}](t, v.get("api/plane"))
		if !slices.Equal(plane.Mean, want.Mean) || !slices.Equal(plane.X, want.X) || len(plane.Prior) != 3 || len(plane.Aggregate) != 3 {
			t.Errorf("plane %+v", plane.Plane)
		}
		if got := len(v.get("api/labels")); got != 4*n {
			t.Errorf("%d bytes of labels", got)
		}
		near := into[struct {
			Usual, Aggregate, Prior float64
			Neighbours              []struct {
				Image    int
				Distance float64
			}
		}](t, v.near(s, codes.Mean[:z]))
		all := latent.NewAggregate(codes.Mean, codes.LogVar, z, 1)
		if near.Aggregate != all.LogProb(codes.Mean[:z]) || near.Usual != all.Usual(codes.Mean[:z]) {
			t.Errorf("%+v", near)
		}
		if near.Neighbours[0].Image != 0 || near.Neighbours[0].Distance != 0 || len(near.Neighbours) != min(12, n) {
			t.Errorf("neighbours %+v", near.Neighbours)
		}
	})
}

// encode returns the codes of the run's images.
func (s *shown) encode(t *testing.T) (all vae.Codes) {
	t.Helper()
	loader, err := data.NewLoader(s.loaded.Images.Set, s.loaded.Images.Loader)
	if err != nil {
		t.Fatal(err)
	}
	all.Latent = s.model().Config().Latent
	for batch, err := range loader.From(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		codes, err := s.model().Encode(vae.Input{Images: batch.Images, Labels: batch.Labels})
		if err != nil {
			t.Fatal(err)
		}
		all.Mean, all.LogVar = append(all.Mean, codes.Mean...), append(all.LogVar, codes.LogVar...)
	}
	return all
}

func (v *visitor) near(s *shown, code []float32) []byte {
	v.Helper()
	label, _ := s.label(1)
	return v.post(http.MethodPost, "api/near?"+label, float32Bytes(code))
}

// TestOverview_ofEveryKind holds what is said of the dimensions, and the least likely images.
func TestOverview_ofEveryKind(t *testing.T) {
	everyKind(t, func(t *testing.T, s *shown) {
		v := visit(t, s)
		o := v.until("scores", scored)
		if len(o.Model.Dimensions) != o.Model.Latent || o.Problem != "" {
			t.Errorf("%+v", o)
		}
		figure := "KL"
		if s.model().Config().Prior == "vamp" || s.model().Fitted() != nil {
			figure = "information"
		}
		if o.Model.Figure != figure {
			t.Errorf("the figure of dimensions is %s, want %s", o.Model.Figure, figure)
		}
		if known := o.Model.NELBO.Error != nil; known != (s.loaded.Images.Len() > 1) {
			t.Errorf("standard error known: %t", known)
		}
		unlikely := into[[]struct {
			Image int
			LogP  float64 `json:"log_p"`
		}](t, v.get("api/unlikely"))
		if len(unlikely) != min(24, o.Model.Scored) || unlikely[0].LogP > unlikely[len(unlikely)-1].LogP {
			t.Errorf("%+v", unlikely)
		}
		if l := v.look(unlikely[0].Image); l.Percentile == nil || *l.Percentile != 0 {
			t.Errorf("the least likely image is at percentile %v", l.Percentile)
		}
	})
}

// TestPicture_isAnImageOfTheModel drops the pixels of an image, whose look is that of the image but
// for its neighbours, among which it is then itself.
func TestPicture_isAnImageOfTheModel(t *testing.T) {
	everyKind(t, func(t *testing.T, s *shown) {
		if s.loaded.Images.Protocol.Binarize != data.BinarizeNone {
			t.Skip("a drawn picture is binarised as another image")
		}
		v := visit(t, s)
		pixels := v.get("api/images?i=0")
		want := v.look(0)
		label := fmt.Sprintf("label=%d", want.Label)
		got := into[lookedAt](t, v.post(http.MethodPost, "api/look?"+label, pixels))
		if got.Image != -1 || !slices.Equal(got.Mean, want.Mean) || got.Scores != want.Scores || got.Neighbours[0].Distance > 1e-6 {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

// TestNoImages: a run whose data are gone can still be decoded and drawn from.
func TestNoImages(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s.loaded.Images, s.loaded.Missing = nil, "digits: no such folder"
	v := visit(t, s)
	o := v.until("a model", func(o overview) bool { return o.Model != nil })
	if o.Model.Data != nil || o.Model.Missing != s.loaded.Missing || o.Problem != "" {
		t.Errorf("%+v", o)
	}
	v.post(http.MethodPost, "api/decode", float32Bytes(s.codes(1)))
	v.post(http.MethodPost, "api/sample", []byte(`{"n": 1}`))
	for _, path := range []string{"plane", "points", "labels", "images?i=0", "unlikely", "look?image=0"} {
		if status, content := v.ask(http.MethodGet, "api/"+path, nil); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, status, content)
		}
	}
}
