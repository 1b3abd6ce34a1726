package train_test

import (
	"testing"

	"vae"
	"vae/data"
	"vae/train"
)

// A run reads its images in the channels of its model: one of an early version says nothing of
// colours, which all became grey, and a part that is read alone may have none.
func TestConfig_DataOptionsReadColoursAsTheModelDoes(t *testing.T) {
	for name, c := range map[string]struct {
		channels    int
		fingerprint string
		grey        bool
		want        data.Colours
	}{
		"new":                   {0, "", false, data.ColoursAsFound},
		"new, grey":             {0, "", true, data.ColoursToGrey},
		"other data for a run":  {3, "", false, data.ColoursAsFound},
		"grey run":              {0, "f", false, data.ColoursToGrey},
		"run in colour":         {3, "f", false, data.ColoursAlways},
		"run in colour, edited": {3, "f", true, data.ColoursToGrey},
	} {
		config := train.Config{
			Data:  train.Data{Fingerprint: c.fingerprint, Grey: c.grey},
			Model: vae.Config{Height: 2, Width: 2, Channels: c.channels},
		}
		if o, err := config.DataOptions("dir"); err != nil || o.Colours != c.want || o.Dir != "dir" {
			t.Errorf("%s: colours %v, folder %q, error %v; want %v", name, o.Colours, o.Dir, err, c.want)
		}
	}
}
