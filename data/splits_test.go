package data_test

import (
	"slices"
	"testing"

	"vae/data"
)

// numbered writes an IDX file of n images of one pixel, which count up from 0.
func numbered(t *testing.T, n int) string {
	t.Helper()
	content := make([]byte, n)
	for i := range content {
		content[i] = byte(i)
	}
	return put(t, idx(8, []uint32{uint32(n), 1, 1}, content), t.TempDir(), "images.idx")
}

func TestSplits_areAPartition(t *testing.T) {
	s := open(t, numbered(t, 200), data.Options{Validation: data.DefaultValidation})
	if s.HasTest || s.Test.Len() != 20 || s.Validation.Len() != 18 || s.Train.Len() != 162 {
		t.Errorf("%d test, %d validation, %d train images", s.Test.Len(), s.Validation.Len(), s.Train.Len())
	}
	parts := slices.Concat(pixels(s.Train), pixels(s.Validation), pixels(s.Test))
	slices.Sort(parts)
	if !slices.Equal(parts, pixels(s.All)) || !slices.IsSorted(pixels(s.All)) {
		t.Error("the splits are not the images of the source")
	}
	for _, set := range []*data.Set{s.Train, s.Validation, s.Test} {
		if !slices.IsSorted(pixels(set)) {
			t.Error("a split is not in the order of the source")
		}
	}
	again := open(t, numbered(t, 200), data.Options{Validation: 100})
	if fingerprint(t, again.Test) != fingerprint(t, s.Test) {
		t.Error("the test split changes from call to call")
	}
	if got, want := pixels(s.Test)[:5], []byte{11, 20, 26, 29, 33}; !slices.Equal(got, want) {
		t.Errorf("the test split begins with the images %v, want %v", got, want)
	}
}

func TestSplits_validation(t *testing.T) {
	for _, n := range []int{-3, 18, 19, 1000} {
		_, err := data.Open(t.Context(), numbered(t, 20), data.Options{Validation: n})
		wantOption(t, err, "of the 18 training images")
	}
	if s := open(t, numbered(t, 20), data.Options{Validation: 17}); s.Train.Len() != 1 || s.Validation.Len() != 17 {
		t.Errorf("%d train, %d validation images, want 1 and 17", s.Train.Len(), s.Validation.Len())
	}
}

func TestSplits_ofOneOrTwoImages(t *testing.T) {
	one := open(t, numbered(t, 1), data.Options{Validation: data.DefaultValidation})
	if one.Train.Len() != 0 || one.Test.Len() != 1 || one.All.Len() != 1 {
		t.Errorf("%d train, %d test images, want 0 and 1", one.Train.Len(), one.Test.Len())
	}
	_, err := one.Split("train")
	wantOption(t, err, "the train split of images.idx has no images")
	_, err = data.NewLoader(one.Train, data.LoaderConfig{BatchSize: 8, Training: true})
	wantOption(t, err, "images.idx has no images")
	two := open(t, numbered(t, 2), data.Options{Validation: data.DefaultValidation})
	_, err = data.NewLoader(two.Train, data.LoaderConfig{BatchSize: 8, Training: true})
	wantOption(t, err, "8 is more than the 1 images of images.idx")
	statistics(t, one.Train) // an empty set has figures too
	fingerprint(t, one.Train)
}

func TestSplits_byName(t *testing.T) {
	s := open(t, numbered(t, 20), data.Options{Validation: 1})
	for i, want := range []*data.Set{s.Train, s.Validation, s.Test, s.All} {
		if got, err := s.Split(data.SplitNames()[i]); got != want || err != nil {
			t.Errorf("%s: error %v", data.SplitNames()[i], err)
		}
	}
	_, err := s.Split("tset")
	wantOption(t, err, `unknown split "tset" (known: train, validation, test, all)`)
}

// Images sorted by class, with a test part: the last tenth of them would be of the last class
// alone.
func TestSplits_ofSortedImagesHoldEveryClass(t *testing.T) {
	pixel, labels := make([]byte, 500), make([]int, 500)
	for i := range pixel {
		pixel[i], labels[i] = byte(i/2), i/50
	}
	dir := t.TempDir()
	put(t, idx(8, []uint32{500, 1, 1}, pixel), dir, "train-images-idx3-ubyte")
	put(t, idx(8, []uint32{500}, bytesOf(labels)), dir, "train-labels-idx1-ubyte")
	put(t, idx(8, []uint32{10, 1, 1}, pixel[:10]), dir, "t10k-images-idx3-ubyte")
	put(t, idx(8, []uint32{10}, bytesOf(labels[:10])), dir, "t10k-labels-idx1-ubyte")
	s := open(t, dir, data.Options{Validation: data.DefaultValidation})
	if s.HeldOut != data.HeldOutDrawn {
		t.Errorf("held out %q, want drawn", s.HeldOut)
	}
	for _, set := range []*data.Set{s.Train, s.Validation} {
		for _, c := range set.Counts() {
			if c.Images != set.Len()/10 {
				t.Errorf("%d of %d images have the label %d, want a tenth", c.Images, set.Len(), c.Label)
			}
		}
	}
	early := open(t, dir, data.Options{Validation: 50, LastRows: true})
	if counts := early.Validation.Counts(); len(counts) != 1 || counts[0].Label != 9 {
		t.Errorf("the last rows have the labels %v, want 9 alone", counts)
	}
}

// With LastRows a source without a test part has one drawn as early versions did: in random order.
func TestSplits_lastRowsWithoutTest(t *testing.T) {
	s := open(t, numbered(t, 200), data.Options{Validation: 10, LastRows: true})
	if s.HasTest || s.Test.Len() != 20 || s.Validation.Len() != 10 || s.Train.Len() != 170 || s.HeldOut != data.HeldOutLast {
		t.Errorf("%d test, %d validation, %d train images, held out %q", s.Test.Len(), s.Validation.Len(), s.Train.Len(), s.HeldOut)
	}
	all := slices.Concat(pixels(s.Train), pixels(s.Validation), pixels(s.Test))
	if slices.IsSorted(all[:170]) {
		t.Error("the training images are in the order of the source")
	}
	if slices.Sort(all); !slices.Equal(all, pixels(s.All)) {
		t.Error("the splits do not make up the set")
	}
}

func bytesOf(labels []int) []byte {
	all := make([]byte, len(labels))
	for i, label := range labels {
		all[i] = byte(label)
	}
	return all
}
