package data_test

import (
	"fmt"
	"testing"

	"vae/data"
)

func TestDigits_areAPureFunctionOfSeedAndIndex(t *testing.T) {
	long := data.DrawDigits(300, 5)
	if fingerprint(t, data.DrawDigits(100, 5)) != fingerprint(t, long.Slice(0, 100)) {
		t.Error("the first images depend on how many are drawn")
	}
	if fingerprint(t, data.DrawDigits(100, 6)) == fingerprint(t, long.Slice(0, 100)) {
		t.Error("two seeds give the same images")
	}
}

// MNIST's digits lie within the middle 20×20, apart from their shift, and 0.13 of an image is ink.
func TestDigits_lookLikeThoseOfMNIST(t *testing.T) {
	s := data.DrawDigits(2000, 0)
	ink, edge := 0.0, 0.0
	row := make([]float32, s.Pixels())
	for i := range s.Len() {
		s.Read(row, i)
		own := 0.0
		for j, v := range row {
			own += float64(v) / 784
			if y, x := j/28, j%28; y == 0 || y == 27 || x == 0 || x == 27 {
				edge += float64(v)
			}
		}
		if own < 0.02 || own > 0.35 {
			t.Errorf("image %d, a %d: %.3f ink", i, s.Labels()[i], own)
		}
		ink += own / float64(s.Len())
	}
	if ink < 0.11 || ink > 0.16 {
		t.Errorf("%.3f of the images is ink, want 0.13", ink)
	}
	if share := edge / (ink * 784 * float64(s.Len())); share > 0.002 {
		t.Errorf("%.4f of the ink lies on the edge", share)
	}
}

func TestDigits_everyFaceDrawsEveryDigit(t *testing.T) {
	seen, faces := map[[2]int]bool{}, 0
	for i, digit := range data.DrawDigits(3000, 0).Labels() {
		var face int
		face, faces = data.FaceOf(0, i)
		seen[[2]int{digit, face}] = true
	}
	if want := 10 * faces; len(seen) != want {
		t.Errorf("%d digits and faces drawn, want %d", len(seen), want)
	}
}

func TestDigits_open(t *testing.T) {
	s := open(t, "digits", data.Options{Validation: 1000})
	if s.Train.Len() != 9000 || s.Validation.Len() != 1000 || s.Test.Len() != 2000 || !s.HasTest {
		t.Errorf("%d train, %d validation, %d test images", s.Train.Len(), s.Validation.Len(), s.Test.Len())
	}
	if len(s.Test.Labels()) != 2000 || len(s.All.Labels()) != 12000 {
		t.Errorf("%d test labels, %d labels", len(s.Test.Labels()), len(s.All.Labels()))
	}
	_, err := data.Open(t.Context(), "digits", data.Options{Size: data.Size{Height: 3, Width: 3}})
	wantOption(t, err, "images of 28×28, not of 3×3")
}

func ExampleDrawDigits() {
	s := data.DrawDigits(5, 1)
	fmt.Println(s.Len(), "images of", s.Shape(), "pixels:", s.Labels())
	// Output: 5 images of 28×28 pixels: [0 9 8 5 9]
}

func BenchmarkDrawDigits(b *testing.B) {
	for b.Loop() {
		data.DrawDigits(12000, 0)
	}
}
