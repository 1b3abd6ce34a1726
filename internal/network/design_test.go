package network_test

import (
	"strings"
	"testing"

	"vae/internal/network"
	"vae/internal/raster"
)

func TestDesign_text(t *testing.T) {
	grey := raster.Grey(28, 28)
	for text, want := range map[string]string{
		"mlp":                 "mlp:400",
		"mlp:":                "mlp:",
		"mlp:400,200":         "mlp:400,200",
		"conv:32,64/256":      "conv:32,64/256",
		"conv:32, 64/256,128": "conv:32,64/256,128",
		"conv:8":              "conv:8",
		"conv:32,64/256+res":  "conv:32,64/256+res",
		"conv":                "conv:32,64/256",
		"conv+res":            "conv:32,64/256+res",
		"auto":                "conv:32,64/256",
		"auto+res":            "conv:32,64/256+res",
		"mlp+res":             "no residual blocks",
		"conv:":               "no channels",
		"conv:/256":           "no channels",
		"conv:32/x":           `"x" is no number`,
		"mlp:400/256":         `"400/256" is no number`,
		"auto:32":             "takes no sizes",
		"convolution":         `unknown network "convolution" (known: auto, mlp, conv`,
		"":                    `unknown network ""`,
		"conv:4,4,4,4,4":      "has 5 levels, and images of 28×28 allow 4",
	} {
		d, err := network.Parse(text)
		if d = d.For(grey); err == nil {
			err = d.Check(grey, 1<<20)
		}
		got := d.String()
		if err != nil {
			got = err.Error()
		}
		if got != want && (err == nil || !strings.Contains(got, want)) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if again, e := network.Parse(got); err == nil && (e != nil || again.String() != got) {
			t.Errorf("%q is read as %q, error %v", got, again.String(), e)
		}
	}
}

// TestAuto_sizes checks that a network is found for images of every size, and the presets.
func TestAuto_sizes(t *testing.T) {
	for shape, want := range map[raster.Shape]string{
		{C: 1, H: 1, W: 1}:     "mlp:400",
		{C: 3, H: 7, W: 500}:   "mlp:400",
		{C: 1, H: 8, W: 8}:     "conv:32/128",
		{C: 1, H: 15, W: 16}:   "conv:32/128",
		{C: 1, H: 16, W: 16}:   "conv:32,64/256",
		{C: 1, H: 28, W: 28}:   "conv:32,64/256",
		{C: 3, H: 30, W: 20}:   "conv:32,64/256",
		{C: 3, H: 32, W: 32}:   "conv:32,64,128/256",
		{C: 3, H: 48, W: 48}:   "conv:32,64,128/256",
		{C: 3, H: 49, W: 49}:   "conv:32,32,32,32/256",
		{C: 3, H: 96, W: 96}:   "conv:32,32,32,32,32/256",
		{C: 3, H: 128, W: 128}: "conv:32,32,32,32,32/256",
		{C: 3, H: 200, W: 192}: "conv:32,32,32,32,32,32/256",
	} {
		d := network.Design{Kind: network.Auto}.For(shape)
		if d.String() != want {
			t.Errorf("%v: %v, want %s", shape, d, want)
		}
		if err := d.Check(shape, 1<<20); err != nil {
			t.Error(err)
		}
	}
}
