package data_test

import (
	"reflect"
	"slices"
	"testing"

	"vae/data"
	"vae/internal/kernel"
	"vae/internal/rng"
)

// TestLoader_shardsAreTheBatch checks that the shards of a batch are its images, cut into equal
// parts, and that each is binarised by draws of its own.
func TestLoader_shardsAreTheBatch(t *testing.T) {
	digits := data.DrawDigits(50, 1)
	cfg := data.LoaderConfig{BatchSize: 24, Training: true, Seed: 3}
	var whole []data.Batch
	for batch, err := range newLoader(t, digits, cfg).From(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		batch.Images, batch.Labels = slices.Clone(batch.Images), slices.Clone(batch.Labels)
		if whole = append(whole, batch); len(whole) == 5 {
			break
		}
	}
	cfg.Shards = 3
	for _, cfg.Binarize = range []data.Binarization{data.BinarizeNone, data.BinarizeDynamic} {
		n := 0
		for b, err := range newLoader(t, digits, cfg).From(t.Context(), 1) {
			if n++; err != nil || n > 3*4 {
				break
			}
			step, shard := 1+(n-1)/3, (n-1)%3
			of := whole[step]
			images, labels := of.Images[shard*8*784:(shard+1)*8*784], of.Labels[shard*8:(shard+1)*8]
			want, got := of, b
			want.Size, want.Shard, want.Number = 8, shard, uint64(3*step+shard)
			want.Images, want.Labels, got.Images, got.Labels = nil, nil, nil, nil
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("step %d, shard %d: %+v, want %+v", step, shard, got, want)
			}
			if cfg.Binarize == data.BinarizeDynamic {
				uniform := make([]float32, len(images))
				stream := rng.Stream(cfg.Seed, "binarize", b.Number)
				stream.Uniform(uniform)
				kernel.Binarize(images, uniform)
			}
			if !slices.Equal(b.Images, images) || !slices.Equal(b.Labels, labels) {
				t.Errorf("%v: step %d, shard %d has other images", cfg.Binarize, step, shard)
			}
		}
		if n != 3*4+1 {
			t.Errorf("%v: %d shards", cfg.Binarize, n)
		}
	}
}

// TestLoader_servesSomeShards checks that the shards that are asked for are served as among all.
func TestLoader_servesSomeShards(t *testing.T) {
	digits := data.DrawDigits(50, 1)
	cfg := data.LoaderConfig{BatchSize: 24, Shards: 6, Training: true, Binarize: data.BinarizeDynamic, Seed: 3}
	var all []data.Batch
	for b, err := range newLoader(t, digits, cfg).From(t.Context(), 1) {
		if len(all) == 5*cfg.Shards || err != nil {
			break
		}
		b.Images, b.Labels = slices.Clone(b.Images), slices.Clone(b.Labels)
		all = append(all, b)
	}
	cfg.Low, cfg.High = 2, 5
	n := 0
	for got, err := range newLoader(t, digits, cfg).From(t.Context(), 1) {
		if n == 5*3 || err != nil {
			break
		}
		if want := all[n/3*cfg.Shards+2+n%3]; !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d, shard %d is not that of all", got.Step, got.Shard)
		}
		n++
	}
	if n != 5*3 {
		t.Errorf("%d shards", n)
	}
}

// TestLoader_strides checks that batches at a distance are those among all, in training and outside
// of it.
func TestLoader_strides(t *testing.T) {
	for _, training := range []bool{false, true} {
		cfg := data.LoaderConfig{BatchSize: 8, Training: training, Binarize: data.BinarizeDynamic, Seed: 3}
		batches := func(from int64, n int) (all []data.Batch) {
			for b, err := range newLoader(t, data.DrawDigits(50, 1), cfg).From(t.Context(), from) {
				if len(all) == n || err != nil {
					break
				}
				b.Images, b.Labels = slices.Clone(b.Images), slices.Clone(b.Labels)
				all = append(all, b)
			}
			return all
		}
		all := batches(0, 7)
		cfg.Stride = 3
		if got, want := batches(1, 2), []data.Batch{all[1], all[4]}; !reflect.DeepEqual(got, want) {
			t.Errorf("training %v: every third batch from 1 on is not that of all", training)
		}
		if got := batches(2, 9); !training && len(got) != 2 {
			t.Errorf("%d batches, want 2", len(got))
		}
	}
}
