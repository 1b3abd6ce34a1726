package data_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"testing"

	"vae/data"
)

// zipped returns a compressed archive of .npy files.
func zipped(t *testing.T, members map[string][]byte) []byte {
	t.Helper()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	for name, member := range members {
		w, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(member); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

func TestNPZ_trainAndTest(t *testing.T) {
	path := put(t, zipped(t, map[string][]byte{
		"X_train.npy": npy(1, npyDict("|u1", "(3, 2, 2)"), []byte{9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7}),
		"y_train.npy": npy(1, npyDict("<i4", "(3, 1)"), []byte{2, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255}),
		"x_test.npy":  npy(1, npyDict("|u1", "(1, 2, 2)"), four),
		"y_test.npy":  npy(1, npyDict("|u1", "(1,)"), []byte{5}),
		"readme.txt":  []byte("passed over"),
	}), t.TempDir(), "a.npz")
	s := open(t, path, data.Options{Validation: 1})
	if !s.HasTest || s.Train.Len() != 2 || s.Validation.Len() != 1 || s.Test.Len() != 1 || s.All.Len() != 4 {
		t.Errorf("splits of %d, %d, %d, %d images", s.Train.Len(), s.Validation.Len(), s.Test.Len(), s.All.Len())
	}
	if want := []int{2, 0, -1, 5}; !slices.Equal(s.All.Labels(), want) {
		t.Errorf("labels %v, want %v", s.All.Labels(), want)
	}
	if !slices.Equal(pixels(s.Test), four) {
		t.Errorf("test pixels %v", pixels(s.Test))
	}
}

// As for numpy, and for pictures in a zip archive.
func TestNPZ_ofTwoArraysWithOneNameTheLast(t *testing.T) {
	path := put(t, archived(t,
		member{"x.npy", npy(1, npyDict("|u1", "(1, 2, 2)"), []byte{1, 2, 3, 255})},
		member{"x.npy", npy(1, npyDict("|u1", "(1, 2, 2)"), []byte{4, 5, 6, 255})}), t.TempDir(), "a.npz")
	if got := pixels(open(t, path, data.Options{}).All); !bytes.Equal(got, []byte{4, 5, 6, 255}) {
		t.Errorf("pixels %v", got)
	}
}

func TestNPZ_onlyArray(t *testing.T) {
	path := put(t, zipped(t, map[string][]byte{"faces.npy": npy(1, npyDict("|u1", "(1, 2, 2)"), four)}), t.TempDir(), "a.npz")
	if s := open(t, path, data.Options{}).All; !slices.Equal(pixels(s), four) || s.Labels() != nil {
		t.Errorf("pixels %v, labels %v", pixels(s), s.Labels())
	}
}

func TestNPZ_badContent(t *testing.T) {
	images := npy(1, npyDict("|u1", "(2, 1, 2)"), four)
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"not a zip", []byte("PK\x03\x04 and no more"), "a whole zip archive"},
		{"empty", zipped(t, map[string][]byte{"a.txt": {1}}), "or of .npy files: others must be unpacked, found 1 .txt"},
		{"unknown names", zipped(t, map[string][]byte{"p.npy": images, "q.npy": images}), "found p (2×1×2 uint8), q (2×1×2 uint8)"},
		{"test of another size", zipped(t, map[string][]byte{"x.npy": images, "x_test.npy": npy(1, npyDict("|u1", "(1, 2, 2)"), four)}),
			"images of 1×2 in every part, found 2×2"},
		{"bomb", zipped(t, map[string][]byte{"x.npy": npy(1, npyDict("|u1", "(1, 1, 1)"), make([]byte, 10<<20))}), "found more bytes"},
		{"claim", zipped(t, map[string][]byte{"x.npy": npy(1, npyDict("|u1", "(99999999, 28, 28)"), four)}), "99999999×28×28"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := data.Open(t.Context(), put(t, c.content, t.TempDir(), "a.npz"), data.Options{})
			wantFormat(t, err, c.want)
		})
	}
}
