package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vae/train"
)

// TestReported_samplesHaveRoom: of large sheets, here a third of a megabyte of noise each, there are
// as many as there is room for, the first and the last among them; one there always is.
func TestReported_samplesHaveRoom(t *testing.T) {
	for side, want := range map[int][]int{
		590:  {1, 11, 20},
		1500: {20},
		10:   {1, 3, 4, 6, 8, 10, 11, 13, 15, 17, 18, 20},
	} {
		dir, noise := t.TempDir(), image.NewGray(image.Rect(0, 0, side, side))
		random := rand.New(rand.NewPCG(1, 2))
		for i := range noise.Pix {
			noise.Pix[i] = byte(random.Uint32())
		}
		var file bytes.Buffer
		must(t, png.Encode(&file, noise))
		must(t, os.Mkdir(filepath.Join(dir, "images"), 0o777))
		r := &reported{folder: dir}
		for epoch := 1; epoch <= 21; epoch++ {
			path := filepath.Join(dir, fmt.Sprintf("images/epoch-%03d-samples.png", epoch))
			must(t, os.WriteFile(path, file.Bytes(), 0o666))
			if epoch <= 20 {
				r.run.Rows = append(r.run.Rows, train.Row{Epoch: epoch})
			}
		}
		var captions []string
		for _, p := range r.samples(&app{stderr: io.Discard}).Pictures {
			captions = append(captions, p.Caption)
		}
		if want := each(len(want), func(i int) string { return fmt.Sprintf("epoch %d", want[i]) }); !slices.Equal(captions, want) {
			t.Errorf("of sheets of %d bytes: %q, want %q", file.Len(), captions, want)
		}
	}
}
