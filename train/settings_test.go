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

// TestDataOptions_readColoursForTheModel: the images of a run are in the colours of its model, also
// of a run from before there were colours; those of a new run are as they are.
func TestDataOptions_readColoursForTheModel(t *testing.T) {
	begun := train.Data{Source: "digits-colour", Fingerprint: "1"}
	for _, test := range []struct {
		config train.Config
		want   data.Colours
	}{
		{train.Config{Data: begun, Model: vae.Config{Height: 28, Width: 28}}, data.ColoursToGrey},
		{train.Config{Data: begun, Model: vae.Config{Height: 28, Width: 28, Channels: 3}}, data.ColoursAsFound},
		{train.Config{Data: train.Data{Source: "digits-colour"}}, data.ColoursAsFound},
		{train.Config{Data: train.Data{Source: "digits-colour", Grey: true}}, data.ColoursToGrey},
	} {
		if o, err := test.config.DataOptions(""); err != nil || o.Colours != test.want {
			t.Errorf("%+v: colours %v, %v, want %v", test.config, o.Colours, err, test.want)
		}
	}
}
