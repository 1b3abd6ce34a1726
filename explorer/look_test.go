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
)

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
		var codes vae.Codes // of the last batch
		if err := evaluate.EncodeEach(t.Context(), nil, model, set, s.loaded.Images.Loader, func(some vae.Codes) error {
			codes = some
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		code := codes.Slice(codes.Len()-1, codes.Len()) // of the last image
		v := visit(t, s)
		last := set.Len() - 1
		first := v.look(last)
		o := v.until("scores", scored)
		if o.Model.Scored != min(set.Len(), scoredOf(s)) || o.Model.Samples != 16 {
			t.Errorf("%d images scored by %d draws", o.Model.Scored, o.Model.Samples)
		}
		for _, l := range []lookedAt{first, v.look(last)} {
			bound := want[last].LogLikelihood()
			if l.Scores.LogP != bound.Value || l.Scores.Error != math.Sqrt(bound.Variance) ||
				l.Scores.NELBO != want[last].NELBO() {
				t.Errorf("%+v, want %+v", l.Scores, want[last])
			}
			if !slices.Equal(l.Mean, code.Mean) || l.Image != last ||
				set.Labelled() && l.Label != set.Label(last) {
				t.Errorf("code %v of image %d, label %d", l.Mean, l.Image, l.Label)
			}
			again, err := model.Decode(vae.Input{Codes: code.Mean, Labels: s.labelsOf(last)})
			if err != nil {
				t.Fatal(err)
			}
			samePixels(t, "reconstruction", l.Reconstruction, again)
		}
		card := evaluate.NewCard(want[:o.Model.Scored], s.loaded.Images.Protocol)
		if o.Model.NELBO.Mean != card.NELBO.Mean {
			t.Errorf("−ELBO %g, want %g", o.Model.NELBO.Mean, card.NELBO.Mean)
		}
	})
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
		if got.Image != -1 || !slices.Equal(got.Mean, want.Mean) || got.Scores != want.Scores ||
			got.Neighbours[0].Distance > 1e-6 {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

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
