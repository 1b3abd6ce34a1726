package data_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// nImages and nLabels return arrays of n images of one pixel, and of their labels 0, 1, …
func nImages(n int) []byte {
	values := make([]float64, n)
	for i := range values {
		values[i] = 255
	}
	return array("|u1", shapeOf(n)+" 1, 1)", values...)
}

func nLabels(n int) []byte {
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i)
	}
	return array("<i8", shapeOf(n)+")", values...)
}

func shapeOf(n int) string { return fmt.Sprintf("(%d,", n) }

// TestNames reads arrays of 5 training, 3 validation and 2 test images, and their labels, under
// usual names.
func TestNames_ofArrays(t *testing.T) {
	for _, names := range []string{
		"x_train y_train x_val y_val x_test y_test",
		"X_train Y_train X_valid Y_valid X_test Y_test",
		"trainX trainY validX validY testX testY",
		"train_images train_labels val_images val_labels test_images test_labels",
		"TRAIN-IMAGES TRAIN-LABELS VALIDATION-IMAGES VALIDATION-LABELS TEST-IMAGES TEST-LABELS",
		"train.imgs train.lbls dev.imgs dev.lbls t10k.imgs t10k.lbls",
		"Xtrain ytrain Xval yval Xtest ytest",
		"x_tr y_tr x_va y_va x_te y_te",
		"images labels images_val labels_val images_test labels_test",
		"data target data_val target_val data_test target_test",
		"features targets valid_features valid_targets test_features test_targets",
		"kmnist_train_imgs kmnist_train_labels kmnist_val_imgs kmnist_val_labels kmnist_test_imgs kmnist_test_labels",
	} {
		arrays := map[string][]byte{}
		for i, name := range strings.Fields(names) {
			n := []int{5, 3, 2}[i/2]
			arrays[name+".npy"] = nImages(n)
			if i%2 == 1 {
				arrays[name+".npy"] = nLabels(n)
			}
		}
		dir := t.TempDir()
		for name, content := range arrays {
			put(t, content, dir, name)
		}
		for _, path := range []string{put(t, zipped(t, arrays), t.TempDir(), "a.npz"), dir} {
			s := open(t, path, data.Options{Validation: data.DefaultValidation})
			if s.Train.Len() != 5 || s.Validation.Len() != 3 || s.Test.Len() != 2 || s.HeldOut != data.HeldOutOwn {
				t.Errorf("%s in %s: %d, %d and %d images", names, filepath.Base(path), s.Train.Len(), s.Validation.Len(), s.Test.Len())
			}
			if want := []int{0, 1, 2, 3, 4, 0, 1, 2, 0, 1}; !slices.Equal(s.All.Labels(), want) {
				t.Errorf("%s in %s: labels %v", names, filepath.Base(path), s.All.Labels())
			}
		}
	}
}

func TestNames_ofArraysOfOnePart(t *testing.T) {
	for _, c := range []struct {
		names string // the first is that of five images, the others of labels of five, but for those of other*
		want  int    // images of the whole source that have labels, -1 for an error
		said  string
	}{
		{"arr_0 arr_1", 5, ""}, {"X y", 5, ""}, {"imgs labels", 5, ""}, {"image label", 5, ""}, {"data target", 5, ""},
		{"x_test y_test", 5, ""}, {"faces", 0, ""}, {"faces ages", 0, "passed over: ages (5 int64)"},
		{"imgs latents_classes metadata", 0, "passed over: latents_classes (5 int64), metadata (5 int64)"},
		{"images labels extra", 5, "passed over: extra (5 int64)"},
	} {
		arrays := map[string][]byte{}
		for i, name := range strings.Fields(c.names) {
			arrays[name+".npy"] = nLabels(5)
			if i == 0 {
				arrays[name+".npy"] = nImages(5)
			}
		}
		s := open(t, put(t, zipped(t, arrays), t.TempDir(), "a.npz"), data.Options{})
		if s.All.Len() != 5 || len(s.All.Labels()) != c.want {
			t.Errorf("%s: %d images with %d labels, want %d", c.names, s.All.Len(), len(s.All.Labels()), c.want)
		}
		if !strings.Contains(told(s), c.said) || c.said == "" && strings.Contains(told(s), "passed over") {
			t.Errorf("%s: said %q, want %q", c.names, told(s), c.said)
		}
	}
	path := put(t, zipped(t, map[string][]byte{"a.npy": nImages(5), "b.npy": nImages(2)}), t.TempDir(), "a.npz")
	_, err := data.Open(t.Context(), path, data.Options{})
	wantFormat(t, err, "found a (5×1×1 uint8), b (2×1×1 uint8)")
	wantHint(t, err, "images=x, labels=y")
}

// scikit-learn's digits hold their pixels twice, and much beside.
func TestNames_ofABunch(t *testing.T) {
	path := put(t, zipped(t, map[string][]byte{
		"data.npy":          array("<f8", "(2, 4)", 0, 16, 0, 0, 0, 0, 0, 1),
		"images.npy":        array("<f8", "(2, 2, 2)", 0, 16, 0, 0, 0, 0, 0, 1),
		"target.npy":        array("<i8", "(2,)", 3, 4),
		"target_names.npy":  array("<i8", "(2,)", 0, 1),
		"feature_names.npy": npy(1, npyDict("<U2", "(1,)"), make([]byte, 8)),
		"frame.npy":         npy(1, npyDict("|O", "()"), []byte("pickle")),
	}), t.TempDir(), "digits.npz")
	s := open(t, path, data.Options{})
	if !slices.Equal(s.All.Labels(), []int{3, 4}) || !slices.Equal(pixels(s.All), []byte{0, 255, 0, 0, 0, 0, 0, 16}) {
		t.Errorf("labels %v, pixels %v", s.All.Labels(), pixels(s.All))
	}
}

func TestArrayFolder_pairsOfFiles(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string][]byte{
		"kmnist-train-imgs.npz":   zipped(t, map[string][]byte{"arr_0.npy": nImages(4)}),
		"kmnist-train-labels.npz": zipped(t, map[string][]byte{"arr_0.npy": nLabels(4)}),
		"kmnist-test-imgs.npz":    zipped(t, map[string][]byte{"arr_0.npy": nImages(2)}),
		"kmnist-test-labels.npz":  zipped(t, map[string][]byte{"arr_0.npy": nLabels(2)}),
	} {
		put(t, content, dir, name)
	}
	if s := open(t, dir, data.Options{}); s.Test.Len() != 2 || !slices.Equal(s.All.Labels(), []int{0, 1, 2, 3, 0, 1}) {
		t.Errorf("%d test images, labels %v", s.Test.Len(), s.All.Labels())
	}
	for _, name := range []string{"kmnist-test-imgs.npz", "kmnist-test-labels.npz"} {
		s := open(t, filepath.Join(dir, name), data.Options{})
		if s.All.Len() != 2 || !slices.Equal(s.All.Labels(), []int{0, 1}) || !strings.Contains(told(s), "beside it") {
			t.Errorf("%s: %d images, labels %v, said %q", name, s.All.Len(), s.All.Labels(), told(s))
		}
	}
	alone := put(t, nImages(3), t.TempDir(), "x_train.npy")
	put(t, nLabels(3), filepath.Dir(alone), "y_train.npy")
	if s := open(t, alone, data.Options{}); s.All.Labels() != nil {
		t.Errorf("labels %v of a file of images alone", s.All.Labels())
	}
}

func TestArrayFolder_eachPartInAFile(t *testing.T) {
	dir := t.TempDir()
	put(t, zipped(t, map[string][]byte{"x.npy": nImages(4), "y.npy": nLabels(4)}), dir, "train.npz")
	put(t, zipped(t, map[string][]byte{"x.npy": nImages(2), "y.npy": nLabels(2)}), dir, "test.npz")
	if s := open(t, dir, data.Options{}); s.Test.Len() != 2 || !slices.Equal(s.All.Labels(), []int{0, 1, 2, 3, 0, 1}) {
		t.Errorf("%d test images, labels %v", s.Test.Len(), s.All.Labels())
	}
	dir = t.TempDir()
	put(t, nImages(4), dir, "this.npy")
	put(t, nImages(4), dir, "that.npy")
	_, err := data.Open(t.Context(), dir, data.Options{})
	wantFormat(t, err, "found that (4×1×1 uint8), this (4×1×1 uint8)")
}
