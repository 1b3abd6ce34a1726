package train_test

import (
	"reflect"
	"testing"

	"vae/train"
)

func TestFit(t *testing.T) {
	for _, c := range []struct {
		images        int
		batch, epochs bool
		want          train.Optimization
	}{
		{55_000, true, true, train.Optimization{BatchSize: 128, Epochs: 10}}, // MNIST: 88 are left out
		{9_000, true, true, train.Optimization{BatchSize: 128, Epochs: 10}},
		{4_000, true, true, train.Optimization{BatchSize: 128, Epochs: 10}}, // 32 are left out
		{3_000, true, true, train.Optimization{BatchSize: 125, Epochs: 42}}, // 128 would leave out 56
		{244, true, true, train.Optimization{BatchSize: 27, Epochs: 112}},
		{122, true, true, train.Optimization{BatchSize: 11, Epochs: 91}},
		{3, true, true, train.Optimization{BatchSize: 3, Epochs: 1000}},
		{1, true, true, train.Optimization{BatchSize: 1, Epochs: 1000}},
		{244, false, true, train.Optimization{BatchSize: 128, Epochs: 1000}},
		{244, true, false, train.Optimization{BatchSize: 122, Epochs: 10}}, // smaller batches would not be enough
		{244, false, false, train.Optimization{BatchSize: 128, Epochs: 10}},
		{0, true, true, train.Optimization{BatchSize: 128, Epochs: 10}},
		{100, false, true, train.Optimization{BatchSize: 128, Epochs: 10}}, // is an error later
	} {
		o := train.Optimization{BatchSize: 128, Epochs: 10}
		changed := o.Fit(c.images, c.batch, c.epochs)
		if !reflect.DeepEqual(o, c.want) || changed != !reflect.DeepEqual(o, train.Optimization{BatchSize: 128, Epochs: 10}) {
			t.Errorf("%d images, batch %v, epochs %v: batches of %d, %d epochs, changed %v; want %d and %d",
				c.images, c.batch, c.epochs, o.BatchSize, o.Epochs, changed, c.want.BatchSize, c.want.Epochs)
		}
	}
}

// TestFit_keepsShardsEqual checks that a batch can be cut into shards, if that can be.
func TestFit_keepsShardsEqual(t *testing.T) {
	for _, c := range []struct{ images, shards, batch int }{
		{55_000, 8, 128}, {3_000, 8, 120}, {244, 8, 24}, {55_000, 3, 126}, {244, 20, 20}, {122, 48, 48},
		{55_000, 200, 128}, {30, 40, 128}, // are errors later
	} {
		o := train.Optimization{BatchSize: 128, Epochs: 10, Shards: c.shards}
		o.Fit(c.images, true, true)
		if o.BatchSize != c.batch {
			t.Errorf("%d images, %d shards: batches of %d, want %d", c.images, c.shards, o.BatchSize, c.batch)
		}
	}
}

func TestFit_leavesOutOneInAHundredAtMost(t *testing.T) {
	for images := 1; images < 20_000; images++ {
		o := train.Optimization{BatchSize: 128, Epochs: 10}
		o.Fit(images, true, true)
		if left := images % o.BatchSize; left > images/100 {
			t.Fatalf("%d images in batches of %d leave out %d", images, o.BatchSize, left)
		}
		if steps := o.Epochs * (images / o.BatchSize); steps < 300 {
			t.Fatalf("%d images: %d steps", images, steps)
		}
	}
}
