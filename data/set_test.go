package data_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

func newSet(t testing.TB, pixels []byte, height, width int, labels []int) *data.Set {
	t.Helper()
	s, err := data.NewSet("made", raster.Grey(height, width), pixels, labels)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fingerprint(t testing.TB, s *data.Set) string {
	t.Helper()
	print, err := s.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	return print
}

func statistics(t testing.TB, s *data.Set) data.Statistics {
	t.Helper()
	all, err := s.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func isGrey(t testing.TB, s *data.Set) bool {
	t.Helper()
	is, err := s.Grey()
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func TestSet_figures(t *testing.T) {
	s := newSet(t, []byte{0, 51, 102, 255, 255, 0, 51, 51}, 2, 2, []int{7, -1})
	if got, want := statistics(t, s).Mean, []float32{0.5, 0.1, 0.3, 0.6}; !slices.EqualFunc(got, want, func(a, b float32) bool { return a-b < 1e-6 && b-a < 1e-6 }) {
		t.Errorf("mean image %v, want %v", got, want)
	}
	if part := statistics(t, s.Slice(1, 2)); part.Low != 0 || part.High != 1 {
		t.Errorf("range %g to %g", part.Low, part.High)
	}
	if !isGrey(t, s) || isGrey(t, newSet(t, []byte{0, 255}, 1, 2, nil)) {
		t.Error("grey is black and white, or the other way round")
	}
	want := []data.ClassCount{{Label: -1, Name: "-1", Images: 1}, {Label: 7, Name: "7", Images: 1}}
	if got := s.Counts(); !slices.Equal(got, want) {
		t.Errorf("counts %v, want %v", got, want)
	}
}

func TestSet_fingerprintCoversShapeOrderAndPixels(t *testing.T) {
	base := []byte{1, 2, 3, 4}
	seen := map[string]string{fingerprint(t, newSet(t, base, 2, 2, nil)): "base"}
	channels, err := data.NewSet("made", data.Shape{C: 2, H: 2, W: 1}, base, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*data.Set{
		"channels": channels, "shape": newSet(t, base, 1, 4, nil), "count": newSet(t, base, 1, 2, nil),
		"order": newSet(t, []byte{3, 4, 1, 2}, 1, 2, nil), "pixel": newSet(t, []byte{1, 2, 3, 5}, 2, 2, nil),
	} {
		if other := seen[fingerprint(t, s)]; other != "" {
			t.Errorf("%s has the fingerprint of %s", name, other)
		}
		seen[fingerprint(t, s)] = name
	}
	if fingerprint(t, newSet(t, base, 2, 2, []int{3})) != fingerprint(t, newSet(t, base, 2, 2, nil)) {
		t.Error("labels change the fingerprint")
	}
}

// TestSet_labels: images of a label keep their order and their place in the source; the set itself
// does not change.
func TestSet_labels(t *testing.T) {
	s := newSet(t, []byte{0, 51, 102, 153, 204, 255}, 1, 1, []int{7, -1, 7, 3, 7, -1})
	seven := s.Slice(1, 6).OfLabel(7)
	if !slices.Equal(seven.Labels(), []int{7, 7}) || seven.Index(0) != 2 || seven.Index(1) != 4 {
		t.Errorf("labels %v, images %d and %d", seven.Labels(), seven.Index(0), seven.Index(1))
	}
	pixel := make([]float32, 1)
	if seven.Read(pixel, 1); pixel[0] != 0.8 {
		t.Errorf("pixel %g, want 0.8", pixel[0])
	}
	for _, none := range []*data.Set{s.OfLabel(4), newSet(t, []byte{1, 2}, 1, 1, nil).OfLabel(0)} {
		if none.Len() != 0 {
			t.Errorf("%d images of a label that none has", none.Len())
		}
	}
	other := s.Relabelled(5)
	if !slices.Equal(other.Labels(), slices.Repeat([]int{5}, 6)) || fingerprint(t, other) != fingerprint(t, s) {
		t.Errorf("labels %v, or other pixels", other.Labels())
	}
	if other := newSet(t, []byte{1, 2}, 1, 1, nil).Relabelled(5); !slices.Equal(other.Labels(), []int{5, 5}) {
		t.Errorf("labels %v of a set without any", other.Labels())
	}
	if !slices.Equal(s.Labels(), []int{7, -1, 7, 3, 7, -1}) {
		t.Errorf("the labels of the set are now %v", s.Labels())
	}
}

func TestNewSet_errors(t *testing.T) {
	_, err := data.NewSet("made", raster.Grey(2, 2), make([]byte, 5), nil)
	wantFormat(t, err, "made: expected whole images of 2×2, found 5 pixels")
	_, err = data.NewSet[byte]("made", raster.Grey(2, 2), nil, nil)
	wantFormat(t, err, "0 pixels")
	_, err = data.NewSet("made", raster.Grey(0, 2), make([]byte, 4), nil)
	wantFormat(t, err, "0×2")
	_, err = data.NewSet("made", data.Shape{H: 2, W: 2}, make([]byte, 4), nil)
	wantFormat(t, err, "2×2×0")
	_, err = data.NewSet("made", raster.Grey(1, 2), make([]byte, 4), []int{1})
	wantFormat(t, err, "a label for each of 2 images, found 1 labels")
	for want, pixel := range map[string]float32{
		"values up to 1.5": 1.5, "values up to 200: divide by 255 first": 200,
		"values down to -1": -1, "NaN in pixel 1": float32(math.NaN()),
	} {
		_, err = data.NewSet("made", raster.Grey(1, 2), []float32{0, pixel}, nil)
		wantFormat(t, err, "made: expected pixel values from 0 to 1, found "+want)
	}
}

// All types of pixels that stand for the same numbers have the same statistics.
func TestNewSet_typesOfPixels(t *testing.T) {
	bytes := newSet(t, []byte{0, 255, 255, 0}, 1, 2, nil)
	words, wordsErr := data.NewSet("made", raster.Grey(1, 2), []uint16{0, 65535, 65535, 0}, nil)
	floats, floatsErr := data.NewSet("made", raster.Grey(1, 2), []float32{0, 1, 1, 0}, nil)
	if err := errors.Join(wordsErr, floatsErr); err != nil {
		t.Fatal(err)
	}
	if fingerprint(t, words) == fingerprint(t, bytes) || fingerprint(t, words) == fingerprint(t, floats) {
		t.Error("sets with pixels of several types have one fingerprint")
	}
	for _, s := range []*data.Set{bytes, words, floats} {
		got := statistics(t, s)
		if got.Low != 0 || got.High != 1 || !slices.Equal(got.Mean, []float32{0.5, 0.5}) || got.Spread != 0.5 || isGrey(t, s) {
			t.Errorf("statistics %+v", got)
		}
	}
	if got := data.Spread([]float32{0, 1, 1, 0}, 2); got != 0.5 {
		t.Errorf("spread %g, want 0.5", got)
	}
}

func ExampleNewSet() {
	s, err := data.NewSet("two images", data.Shape{C: 1, H: 1, W: 3}, []byte{0, 51, 255, 255, 102, 0}, []int{4, 9})
	if err != nil {
		fmt.Println(err)
		return
	}
	row := make([]float32, s.Pixels())
	for i := range s.Len() {
		if err := s.Read(row, i); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d: %.1f\n", s.Label(i), row)
	}
	// Output:
	// 4: [0.0 0.2 1.0]
	// 9: [1.0 0.4 0.0]
}
