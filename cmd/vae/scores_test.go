package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vae/data"
	"vae/evaluate"
)

// TestScored_captionHasTheIndexOfTheTable: an image of a split that is drawn from others has its
// row in the source below it, and not its place in the split.
func TestScored_captionHasTheIndexOfTheTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "grey.csv")
	if err := os.WriteFile(path, []byte(strings.Repeat("0,1,0,0.5\n", 40)), 0o644); err != nil {
		t.Fatal(err)
	}
	splits, err := data.Open(t.Context(), path, data.Options{Validation: data.DefaultValidation})
	if err != nil {
		t.Fatal(err)
	}
	test := splits.Test
	s := scored{images: &images{Set: test}, scores: make([]evaluate.Score, test.Len())}
	for i := range test.Len() {
		s.scores[i].Bounds = []evaluate.Bound{{Value: -1.25}}
		if got, want := s.caption(i), [2]string{strconv.Itoa(test.Index(i)), "−1.2"}; got != want {
			t.Errorf("image %d: caption %q, want %q", i, got, want)
		}
	}
	if last := test.Len() - 1; test.Index(last) == last {
		t.Errorf("the test images are the first %d: they show nothing", test.Len())
	}
}
