package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWrite_keepsRows holds that the rows of a page are found again, in the order of the
// entries, and that there need be no page.
func TestWrite_keepsRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.md")
	rows, err := rowsOf(path)
	if err != nil || len(rows) > 0 {
		t.Fatalf("rows %v of no page, error %v", rows, err)
	}
	rows["best-vae"] = "| [best-vae](../recipes/best-vae.json), K = 5000 | 1 |"
	rows["pytorch-example"] = "| [pytorch-example](../recipes/pytorch-example.json) | 2 |"
	if err := write(path, rows); err != nil {
		t.Fatal(err)
	}
	found, err := rowsOf(path)
	if err != nil || !maps.Equal(found, rows) {
		t.Errorf("rows %v, error %v, want %v", found, err, rows)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first := strings.Index(string(text), "| [pytorch-example]")
	if second := strings.Index(string(text), "| [best-vae]"); first < 0 || second < first {
		t.Errorf("rows at %d and %d of the page", first, second)
	}
}
