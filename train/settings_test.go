package train_test

import (
	"reflect"
	"testing"

	"vae"
	"vae/data"
	"vae/train"
)

func TestDifferences(t *testing.T) {
	first := train.Config{Data: train.Data{Source: "digits", Fingerprint: "1"}, Model: vae.Config{Hidden: []int{3}, Height: 8}}
	second := first
	second.Data.Fingerprint, second.Model.Height, second.Saving.Keep, second.Date = "2", 9, 7, "2014-05-01" // which nobody compares
	if got := train.Differences([]train.Config{first, second}); len(got[0]) != 0 || len(got[1]) != 0 {
		t.Errorf("got %v", got)
	}
	second.Model.Hidden, second.Data.Size = []int{3, 4}, data.Size{Height: 9, Width: 8}
	want := []train.Settings{
		{"net": "mlp:3"},
		{"net": "mlp:3,4", "size": map[string]any{"height": 9.0, "width": 8.0}},
	}
	if got := train.Differences([]train.Config{first, second}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
