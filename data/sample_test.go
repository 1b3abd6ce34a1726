package data_test

import (
	"slices"
	"testing"

	"vae/data"
)

func TestSample(t *testing.T) {
	set := open(t, numbered(t, 200), data.Options{}).All
	all := pixels(set.Sample(1000, 7))
	if few := pixels(set.Sample(20, 7)); !slices.Equal(few, all[:20]) {
		t.Errorf("20 images are %v, of all the first are %v", few, all[:20])
	}
	if other := pixels(set.Sample(20, 8)); slices.Equal(other, all[:20]) {
		t.Error("another seed gave the same images")
	}
	slices.Sort(all)
	if !slices.Equal(all, pixels(set)) {
		t.Error("all images are not those of the set")
	}
}
