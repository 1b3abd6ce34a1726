package explorer_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"

	"vae"
	"vae/latent"
)

// everyKind calls f with a run of each kind of model, as far as the page must know it.

// withFitted puts a fitted prior before the run's own.

// label returns what a request to the model must add, and the label of n codes.

// codes returns n codes.

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

// scoredOf is how many images of a run are scored at most.

// labelsOf returns the label of an image for a model that depends on it.

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
		if !slices.Equal(plane.Mean, want.Mean) || !slices.Equal(plane.X, want.X) ||
			len(plane.Prior) != 3 || len(plane.Aggregate) != 3 {
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

func (v *visitor) near(s *shown, code []float32) []byte {
	v.Helper()
	label, _ := s.label(1)
	return v.post(http.MethodPost, "api/near?"+label, float32Bytes(code))
}

// TestOverview_ofEveryKind holds what is said of the dimensions, and the least likely images.

// TestPicture_isAnImageOfTheModel drops the pixels of an image, whose look is that of the image but

// for its neighbours, among which it is then itself.

// TestNoImages: a run whose data are gone can still be decoded and drawn from.
