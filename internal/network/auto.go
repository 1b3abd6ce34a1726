package network

import (
	"fmt"
	"slices"

	"vae/internal/plural"
	"vae/internal/raster"
)

// Auto stands for the design that suits the size of the images.
const Auto = "auto"

// defaultUnits are those of the hidden layer of a network without levels where none are named.
const defaultUnits = 400

// presets are the sizes for images whose shorter side is at least so long.
var presets = []struct {
	side            int
	filters, hidden []int
}{
	{8, []int{32}, []int{128}},
	{16, []int{32, 64}, []int{256}},
	{29, []int{32, 64, 128}, []int{256}},
	{49, []int{32, 32, 32, 32}, []int{256}}, // and a level more at 96, at 192 and so on
}

// For returns the design for images of that shape, with the sizes that were left open. Images too
// small for convolutions get dense layers.
func (d Design) For(image raster.Shape) Design {
	if !d.open() {
		return d
	}
	side := min(image.H, image.W)
	if side < presets[0].side && d.Kind == Auto {
		return Design{Kind: Default, Hidden: []int{defaultUnits}, Residual: d.Residual}
	}
	i := len(presets) - 1
	for i > 0 && side < presets[i].side {
		i--
	}
	if d.Kind == Auto {
		d.Kind = conv
	}
	d.Filters, d.Hidden = slices.Clone(presets[i].filters), slices.Clone(presets[i].hidden)
	for long := 96; side >= long; long *= 2 {
		d.Filters = append(d.Filters, d.Filters[len(d.Filters)-1])
	}
	return d
}

// open reports whether the sizes wait for those of the images.
func (d Design) open() bool {
	kind, err := Find(d.Kind)
	return d.Kind == Auto || err == nil && kind.Level != nil && len(d.Filters) == 0
}

// Check returns an error unless networks of the design can read images of that shape, with at most
// so many numbers at each level.
func (d Design) Check(image raster.Shape, most int) error {
	kind, err := Find(d.Kind)
	switch {
	case err != nil:
		return err
	case kind.Level == nil && (len(d.Filters) > 0 || d.Residual):
		return fmt.Errorf("%s has no levels, and so neither filters nor residual blocks", d.Kind)
	case kind.Level == nil:
		return nil
	case len(d.Filters) == 0:
		return fmt.Errorf("%s has no filters", d.Kind)
	}
	maps := kind.Level.maps(image, d.Filters)
	for i, m := range maps[1:] {
		switch pixels := m.H * m.W; {
		case pixels == 0 || pixels == maps[i].H*maps[i].W: // no smaller than the one before
			return fmt.Errorf("%v has %s, and images of %d×%d allow %d",
				d, plural.Of(len(d.Filters), "level"), image.H, image.W, i)
		case m.C < 1 || m.C > most/pixels:
			return fmt.Errorf("convolution of %d channels is outside 1 to %d", m.C, most/pixels)
		}
	}
	return nil
}
