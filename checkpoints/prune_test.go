package checkpoints_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestStore_prunes(t *testing.T) {
	byTen := func(step int64) bool { return step%10 == 0 }
	for _, c := range []struct {
		about   string
		steps   []int64
		damaged []int64
		keep    int
		regular func(int64) bool
		want    []int64
	}{
		{"nothing there", nil, nil, 3, nil, nil},
		{"few", []int64{10, 20}, nil, 3, nil, []int64{10, 20}},
		{"many", []int64{10, 20, 30, 40}, nil, 3, nil, []int64{20, 30, 40}},
		{"one", []int64{10, 20, 30, 40}, nil, 1, nil, []int64{40}},
		{"nil approves all", []int64{10, 15, 20, 25}, nil, 2, nil, []int64{20, 25}},
		{"irregular ones do not count", []int64{10, 20, 25, 30}, nil, 2, byTen, []int64{20, 30}},
		{"irregular ones go once a regular one follows", []int64{5, 10, 15, 20}, nil, 3, byTen, []int64{10, 20}},
		{"the newest irregular one stays", []int64{10, 20, 25, 26}, nil, 1, byTen, []int64{20, 26}},
		{"irregular ones only", []int64{1, 2, 3}, nil, 1, byTen, []int64{3}},
		{"irregular ones only, the newest damaged", []int64{1, 2, 3}, []int64{3}, 1, byTen, []int64{2, 3}},
		{"the newest intact stays", []int64{10, 20, 30, 40}, []int64{30, 40}, 1, nil, []int64{20, 40}},
		{"the newest intact stays, irregular", []int64{10, 15, 20}, []int64{20}, 1, byTen, []int64{15, 20}},
		{"none intact", []int64{10, 20, 30}, []int64{10, 20, 30}, 2, nil, []int64{20, 30}},
	} {
		store, dir := onDisk(t, c.steps...)
		if _, err := store.SaveBest(small(1)); err != nil {
			t.Fatal(err)
		}
		for _, step := range c.damaged {
			damage(t, filepath.Join(dir, fmt.Sprintf("step-%09d.safetensors", step)))
		}
		err := store.Prune(c.keep, c.regular)
		if got := stepsOf(t, store); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: left %d, %v; want %d", c.about, got, err, c.want)
		}
		if _, err := store.LoadBest(); err != nil {
			t.Errorf("%s: best: %v", c.about, err)
		}
	}
	store, dir := onDisk(t, 10, 20)
	if err := store.Prune(0, nil); err == nil {
		t.Error("keeping none is allowed")
	}
	if err := os.MkdirAll(filepath.Join(dir, "step-000000015.safetensors", "thesis"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := store.Prune(1, nil); err != nil || !slices.Equal(stepsOf(t, store), []int64{15, 20}) {
		t.Errorf("beside a folder: left %d, %v", stepsOf(t, store), err)
	}
}
