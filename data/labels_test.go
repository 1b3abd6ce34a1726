package data_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"vae/data"
)

// texts returns a .npy file of texts of four characters, in UTF-32 or, with bytes, one byte each.
func texts(asBytes bool, shape string, words ...string) []byte {
	var content []byte
	for _, word := range words {
		runes := []rune(word)
		for i := range 4 {
			c := rune(0)
			if i < len(runes) {
				c = runes[i]
			}
			content = append(content, byte(c))
			if !asBytes {
				content = append(content, byte(c>>8), 0, 0)
			}
		}
	}
	descr := "<U4"
	if asBytes {
		descr = "|S4"
	}
	return npy(1, npyDict(descr, shape), content)
}

func TestLabels_ofEveryForm(t *testing.T) {
	for name, c := range map[string]struct {
		file  []byte
		want  []int
		names []string
	}{
		"bytes":           {array("|u1", "(3,)", 2, 0, 1), []int{2, 0, 1}, nil},
		"negative":        {array("<i4", "(3,)", -1, 0, 1), []int{-1, 0, 1}, nil},
		"negative bytes":  {array("|i1", "(3,)", -1, 0, 1), []int{-1, 0, 1}, nil},
		"wide":            {array(">i8", "(3,)", 1<<40, 300, 1), []int{1 << 40, 300, 1}, nil},
		"column":          {array("<i8", "(3, 1)", 2, 0, 1), []int{2, 0, 1}, nil},
		"row":             {array("<i8", "(1, 3)", 2, 0, 1), []int{2, 0, 1}, nil},
		"whole floats":    {array("<f8", "(3,)", 2, -3, 1), []int{2, -3, 1}, nil},
		"booleans":        {array("|b1", "(3,)", 1, 0, 1), []int{1, 0, 1}, nil},
		"one-hot":         {array("<f4", "(3, 3)", 0, 0, 1, 1, 0, 0, 0, 1, 0), []int{2, 0, 1}, nil},
		"one-hot bytes":   {array("|u1", "(3, 2)", 0, 1, 1, 0, 0, 1), []int{1, 0, 1}, nil},
		"texts":           {texts(false, "(3,)", "ψ", "b", "a"), []int{2, 1, 0}, []string{"a", "b", "ψ"}},
		"texts of bytes":  {texts(true, "(3,)", "cat", "dog", "cat"), []int{0, 1, 0}, []string{"cat", "dog"}},
		"texts in a line": {texts(true, "(3, 1)", "cat", "dog", "cat"), []int{0, 1, 0}, []string{"cat", "dog"}},
		"digits":          {texts(false, "(3,)", "10", "9", "-1"), []int{10, 9, -1}, nil},
	} {
		s := open(t, put(t, zipped(t, map[string][]byte{"x.npy": nImages(3), "y.npy": c.file}), t.TempDir(), "a.npz"), data.Options{})
		if !slices.Equal(s.All.Labels(), c.want) || !slices.Equal(s.All.ClassNames, c.names) || strings.Contains(told(s), "label") {
			t.Errorf("%s: labels %v of %q, want %v of %q; said %q", name, s.All.Labels(), s.All.ClassNames, c.want, c.names, told(s))
		}
	}
}

// Images are read even if their labels cannot be used.
func TestLabels_passedOverWithAWarning(t *testing.T) {
	for want, file := range map[string][]byte{
		"3×2 with other rows than of one 1 and zeros": array("|u1", "(3, 2)", 1, 1, 1, 0, 0, 1),
		"3×3 with other rows":                         array("|u1", "(3, 3)", 0, 0, 2, 1, 0, 0, 0, 1, 0),
		"NaN at [1]":                                  array("<f8", "(3,)", 0, math.NaN(), 1),
		"numbers with fractions":                      array("<f8", "(3,)", 0, 0.5, 1),
		"numbers up to 1.8446744073709552e+19":        array("<u8", "(3,)", 0, -1, 1),
		"2, for 3 images":                             array("|u1", "(2,)", 0, 1),
		"3×1×2, for 3 images":                         array("|u1", "(3, 1, 2)", 0, 1, 0, 1, 0, 1),
		"0-dimensional, for 3 images":                 array("|u1", "()", 0),
		"object (pickled) elements":                   npy(1, npyDict("|O", "(3,)"), []byte("pickle")),
		"a file that can hold 16":                     array("<i8", "(3,)", 0, 1),
		"expected .npy magic string":                  []byte("no array at all"),
	} {
		s := open(t, put(t, zipped(t, map[string][]byte{"x.npy": nImages(3), "y.npy": file}), t.TempDir(), "a.npz"), data.Options{})
		if s.All.Len() != 3 || s.All.Labels() != nil {
			t.Errorf("%s: %d images, labels %v", want, s.All.Len(), s.All.Labels())
		}
		if len(s.Notices) != 1 || !s.Notices[0].Warning || !strings.HasPrefix(told(s), "labels passed over: ") || !strings.Contains(told(s), want) {
			t.Errorf("said %q, want %q", told(s), want)
		}
	}
}

// Texts are classes of the whole source; those that the caller knows keep their numbers.
func TestLabels_classesAreThoseOfAllParts(t *testing.T) {
	path := put(t, zipped(t, map[string][]byte{
		"x_train.npy": nImages(3), "y_train.npy": texts(false, "(3,)", "b", "c", "b"),
		"x_test.npy": nImages(2), "y_test.npy": texts(false, "(2,)", "a", "c"),
	}), t.TempDir(), "a.npz")
	s := open(t, path, data.Options{})
	if !slices.Equal(s.All.Labels(), []int{1, 2, 1, 0, 2}) || !slices.Equal(s.Test.ClassNames, []string{"a", "b", "c"}) {
		t.Errorf("labels %v of %q", s.All.Labels(), s.Test.ClassNames)
	}
	s = open(t, path, data.Options{Classes: []string{"c", "x", "b"}})
	if !slices.Equal(s.All.Labels(), []int{2, 0, 2, 3, 0}) || !slices.Equal(s.All.ClassNames, []string{"c", "x", "b", "a"}) {
		t.Errorf("with classes known: labels %v of %q", s.All.Labels(), s.All.ClassNames)
	}
	path = put(t, zipped(t, map[string][]byte{
		"x_train.npy": nImages(3), "y_train.npy": texts(false, "(3,)", "b", "c", "b"),
		"x_test.npy": nImages(2), "y_test.npy": nLabels(2),
	}), t.TempDir(), "a.npz")
	if s = open(t, path, data.Options{}); s.All.Labels() != nil || !strings.Contains(told(s), "numbers in one part, texts in another") {
		t.Errorf("labels %v; said %q", s.All.Labels(), told(s))
	}
}

// A table of findings is not taken for classes, even if each image has one finding; but a part may
// lack a class that another part has.
func TestLabels_oneHotWithEmptyColumns(t *testing.T) {
	train := func(labels []byte) map[string][]byte {
		return map[string][]byte{"x_train.npy": nImages(3), "y_train.npy": labels}
	}
	path := put(t, zipped(t, train(array("|u1", "(3, 4)", 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0))), t.TempDir(), "findings.npz")
	s := open(t, path, data.Options{})
	if s.All.Labels() != nil || !strings.Contains(told(s), "findings.npz: labels passed over: 4 columns, 1 of which have no image") {
		t.Errorf("labels %v; said %q", s.All.Labels(), told(s))
	}
	both := train(array("|u1", "(3, 3)", 1, 0, 0, 0, 1, 0, 0, 0, 1))
	both["x_test.npy"], both["y_test.npy"] = nImages(2), array("|u1", "(2, 3)", 0, 0, 1, 0, 1, 0)
	s = open(t, put(t, zipped(t, both), t.TempDir(), "classes.npz"), data.Options{})
	if !slices.Equal(s.All.Labels(), []int{0, 1, 2, 2, 1}) || strings.Contains(told(s), "passed over") {
		t.Errorf("labels %v; said %q", s.All.Labels(), told(s))
	}
}
