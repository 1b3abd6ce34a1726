package data_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// nowhere hides the folders of the user in which data sets may be installed.
func nowhere(t *testing.T) (cache string) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	for _, name := range []string{"VAE_DATA", "GOMODCACHE", "GOPATH"} {
		t.Setenv(name, "")
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	return filepath.Join(dir, "vae")
}

func TestOpen_unknownName(t *testing.T) {
	for _, ref := range []string{"mnits", ""} {
		_, err := data.Open(t.Context(), ref, data.Options{})
		var unknown *data.UnknownError
		if !errors.As(err, &unknown) || unknown.Name != ref || !slices.Equal(unknown.Known, data.Names()) {
			t.Errorf("%q: error %v", ref, err)
		}
	}
}

func TestOpen_notInstalled(t *testing.T) {
	cache := nowhere(t)
	dir := t.TempDir()
	_, err := data.Open(t.Context(), "mnist", data.Options{Dir: dir})
	var missing *data.NotInstalledError
	if !errors.As(err, &missing) || missing.Name != "mnist" {
		t.Fatalf("error %v, want a *NotInstalledError", err)
	}
	module := "go/pkg/mod/github.com/petar/!go!m!n!i!s!t@v0.0.0-20150320212226-2fbe10d0fa63/data"
	want := []string{filepath.Join(dir, "mnist"), filepath.Join(cache, "mnist"), filepath.Join(os.Getenv("HOME"), module)}
	if !slices.Equal(missing.Looked, want) {
		t.Errorf("looked in %v, want %v", missing.Looked, want)
	}
}

func TestOpen_verifiesDigests(t *testing.T) {
	nowhere(t)
	dir := t.TempDir()
	t.Setenv("VAE_DATA", dir)
	for _, stem := range []string{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"} {
		put(t, gz(idx(8, []uint32{2, 1, 2}, four)), dir, "mnist", stem+".gz")
		put(t, gz(idx(8, []uint32{2, 1, 2}, four)), dir, "kmnist", stem+".gz")
	}
	_, err := data.Open(t.Context(), "mnist", data.Options{})
	wantFormat(t, err, "train-images-idx3-ubyte.gz: expected the SHA-256 ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db, found ")
	_, err = data.Open(t.Context(), "kmnist", data.Options{})
	wantFormat(t, err, "train-images-idx3-ubyte.gz: expected the SHA-256 51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4, found ")
	if folder, err := data.Locate("mnist", ""); folder != filepath.Join(dir, "mnist") || err != nil {
		t.Errorf("located in %s, %v", folder, err)
	}
}

func TestOpen_installedSets(t *testing.T) {
	if testing.Short() {
		t.Skip("inflates 110 MB")
	}
	for _, c := range []struct{ name, train, test string }{
		{"mnist", "[5 0 4 1 9]", "[7 2 1 0 4]"},
		{"fashion-mnist", "[9 0 0 3 0]", "[9 2 1 1 6]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := data.Locate(c.name, ""); err != nil {
				t.Skip(err)
			}
			s := open(t, c.name, data.Options{Validation: data.DefaultValidation})
			if s.Train.Len() != 55000 || s.Validation.Len() != 5000 || s.Test.Len() != 10000 || s.Train.Pixels() != 784 {
				t.Errorf("%d train, %d validation, %d test images", s.Train.Len(), s.Validation.Len(), s.Test.Len())
			}
			if train, test := fmt.Sprint(s.Train.Labels()[:5]), fmt.Sprint(s.Test.Labels()[:5]); train != c.train || test != c.test {
				t.Errorf("labels begin with %s and %s, want %s and %s", train, test, c.train, c.test)
			}
		})
	}
}

func TestOpen_cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	put(t, picture(2, 2, 1), dir, "a.png")
	if _, err := data.Open(ctx, dir, data.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestCatalogue_isComplete(t *testing.T) {
	for _, e := range data.Catalogue() {
		if e.Name == "" || e.About == "" || e.Licence == "" || e.BuiltIn != (data.Sources(e) == 0) {
			t.Errorf("%+v lacks something", e)
		}
	}
}

// TestCatalogue_isWhatOpenReads checks the sizes that the catalogue states, of the sets that are
// here.
func TestCatalogue_isWhatOpenReads(t *testing.T) {
	for _, e := range data.Catalogue() {
		t.Run(e.Name, func(t *testing.T) {
			if testing.Short() && !e.BuiltIn {
				t.Skip("inflates 55 MB")
			}
			if _, err := data.Locate(e.Name, ""); err != nil && !e.BuiltIn {
				t.Skip(err)
			}
			s := open(t, e.Name, data.Options{})
			if s.Train.Len() != e.Train || s.Test.Len() != e.Test || s.Train.Shape() != e.Shape {
				t.Errorf("%d + %d images of %v, the catalogue says %d + %d of %v",
					s.Train.Len(), s.Test.Len(), s.Train.Shape(), e.Train, e.Test, e.Shape)
			}
		})
	}
}

func ExampleOpen() {
	splits, err := data.Open(context.Background(), "digits", data.Options{Validation: data.DefaultValidation})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(splits.Train.Len(), splits.Validation.Len(), splits.Test.Len())

	_, err = data.Open(context.Background(), "digit", data.Options{})
	fmt.Println(err)
	// Output:
	// 9000 1000 2000
	// data: no data set is called "digit": known are mnist, fashion-mnist, kmnist, digits, digits-colour, cifar-10
}

func ExampleLoader_From() {
	loader, err := data.NewLoader(data.DrawDigits(10, 1), data.LoaderConfig{BatchSize: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	for batch, err := range loader.From(context.Background(), 0) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(batch.Step, batch.Size, len(batch.Images), strings.Trim(fmt.Sprint(batch.Labels), "[]"))
	}
	// Output:
	// 0 4 3136 0 9 8 5
	// 1 4 3136 9 2 6 9
	// 2 2 1568 3 0
}

// TestOpen_testOnly checks that the test images, and their fixed binarisation, are the same whether
// or not the rest of the source is read.
func TestOpen_testOnly(t *testing.T) {
	dir := t.TempDir()
	put(t, idx(8, []uint32{3, 2, 2}, bytes.Repeat([]byte{10, 120}, 6)), dir, "train-images-idx3-ubyte")
	put(t, idx(8, []uint32{5, 2, 2}, bytes.Repeat([]byte{100, 150}, 10)), dir, "t10k-images-idx3-ubyte")
	whole, test := open(t, dir, data.Options{}), open(t, dir, data.Options{TestOnly: true})
	if test.Train.Len() != 0 || test.Test.Len() != 5 || !test.HasTest {
		t.Errorf("%d training and %d test images", test.Train.Len(), test.Test.Len())
	}
	if a, b := binarisedOnce(t, whole.Test), binarisedOnce(t, test.Test); !slices.Equal(a, b) {
		t.Error("the binarised test images differ")
	}
}

// binarisedOnce returns the images of a set, drawn once.
func binarisedOnce(t *testing.T, set *data.Set) []float32 {
	t.Helper()
	loader, err := data.NewLoader(set, data.LoaderConfig{BatchSize: 2, Binarize: data.BinarizeOnce, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	var pixels []float32
	for batch, err := range loader.From(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		pixels = append(pixels, batch.Images...)
	}
	return pixels
}
