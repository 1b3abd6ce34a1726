package data_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"vae/data"
)

// served returns the pixels of the first n batches, of 20 images.
func served(t *testing.T, s *data.Set, n int, cfg data.LoaderConfig) [][]float32 {
	t.Helper()
	cfg.BatchSize = 20
	var all [][]float32
	for batch, err := range newLoader(t, s, cfg).From(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, slices.Clone(batch.Images)); len(all) == n {
			break
		}
	}
	return all
}

func TestBinarize_threshold(t *testing.T) {
	s := newSet(t, []byte{0, 127, 128, 255}, 2, 2, nil)
	got := served(t, s, 1, data.LoaderConfig{Binarize: data.BinarizeThreshold})[0]
	if want := []float32{0, 0, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("pixels %v, want %v", got, want)
	}
}

// Of n draws with probability p, the share of ones has the standard deviation √(p(1−p)/n); five of
// them are exceeded once in two million runs, and the seed is fixed.
func TestBinarize_drawsHaveTheGreyValueAsMean(t *testing.T) {
	grey := make([]byte, 20*784)
	for i := range grey {
		grey[i] = 51
	}
	s := newSet(t, grey, 28, 28, nil)
	for _, b := range []data.Binarization{data.BinarizeOnce, data.BinarizeDynamic} {
		sum, n := 0.0, float64(len(grey))
		for _, v := range served(t, s, 1, data.LoaderConfig{Binarize: b, Training: true})[0] {
			if v != 0 && v != 1 {
				t.Fatalf("%v: pixel %g", b, v)
			}
			sum += float64(v)
		}
		if math.Abs(sum/n-0.2) > 5*math.Sqrt(0.2*0.8/n) {
			t.Errorf("%v: mean %g, want 0.2", b, sum/n)
		}
	}
}

func TestBinarize_onceIsFixedAndDynamicIsNot(t *testing.T) {
	s := data.DrawDigits(20, 1) // one batch is an epoch, in another order each time
	sums := func(cfg data.LoaderConfig) (first, second float64) {
		epochs := served(t, s, 2, cfg)
		for i := range epochs[0] {
			first += float64(epochs[0][i])
			second += float64(epochs[1][i])
		}
		return first, second
	}
	if a, b := sums(data.LoaderConfig{Binarize: data.BinarizeOnce, Training: true}); a != b {
		t.Errorf("once: %g white pixels, then %g", a, b)
	}
	if a, b := sums(data.LoaderConfig{Binarize: data.BinarizeDynamic, Training: true}); a == b {
		t.Errorf("dynamic: %g white pixels twice", a)
	}
	once := served(t, s, 1, data.LoaderConfig{Binarize: data.BinarizeOnce})[0]
	dynamic := served(t, s, 1, data.LoaderConfig{Binarize: data.BinarizeDynamic})[0]
	other := served(t, s, 1, data.LoaderConfig{Binarize: data.BinarizeDynamic, Seed: 1})[0]
	if !slices.Equal(once, dynamic) || !slices.Equal(once, other) {
		t.Error("in evaluation dynamic is not the one draw that belongs to the data set")
	}
}

func TestBinarize_anImageHasOneDrawInAllSplits(t *testing.T) {
	s := open(t, put(t, idx(8, []uint32{60, 8, 8}, slices.Repeat([]byte{128}, 60*64)), t.TempDir(), "g"), data.Options{Validation: 20})
	cfg := data.LoaderConfig{Binarize: data.BinarizeOnce}
	draws := map[string]bool{}
	for _, batch := range served(t, s.All, 3, cfg) {
		for image := range slices.Chunk(batch, 64) {
			draws[string(asBytes(image))] = true
		}
	}
	if len(draws) != 60 {
		t.Errorf("%d different draws of 60 images", len(draws))
	}
	for _, split := range []*data.Set{s.Train, s.Validation, s.Test, s.All.Slice(30, 50)} {
		for image := range slices.Chunk(served(t, split, 1, cfg)[0], 64) {
			if !draws[string(asBytes(image))] {
				t.Fatal("an image is drawn differently in a split")
			}
		}
	}
}

func asBytes(x []float32) []byte {
	b := make([]byte, len(x))
	for i, v := range x {
		b[i] = byte(v)
	}
	return b
}

func TestBinarization_names(t *testing.T) {
	menu := data.Binarizations()
	for i, name := range menu.Names {
		b, err := data.ParseBinarization(name)
		if err != nil || int(b) != i || menu.Help[i] == "" {
			t.Errorf("%s: %v, %v", name, b, err)
		}
		text, err := json.Marshal(b)
		if err != nil || string(text) != `"`+name+`"` {
			t.Errorf("%s: written as %s, %v", name, text, err)
		}
		var back data.Binarization
		if err := json.Unmarshal(text, &back); err != nil || back != b {
			t.Errorf("%s: read as %v, %v", name, back, err)
		}
	}
	_, err := data.ParseBinarization("twice")
	wantOption(t, err, `unknown binarisation "twice" (known: none, threshold, once, dynamic)`)
}
