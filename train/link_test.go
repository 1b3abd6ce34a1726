package train_test

import (
	"slices"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/internal/shards"
	"vae/train"
)

// network is a link to peers that are not there, over which to add up takes as long as it would: it
// sends an array of float32 twice at 25 Gb/s, which costs the processor nothing.
type network struct{ member }

func (n *network) Allgather(all, own []byte) error { return nil }

func (n *network) NewSum(count, weights int) (own *shards.Sum, total func() ([]float32, error), err error) {
	const bytesPerSecond = 25e9 / 8
	own = shards.NewSum(func() []float32 { return make([]float32, weights) })
	return own, func() ([]float32, error) {
		time.Sleep(time.Duration(2 * 4 * float64(weights) / bytesPerSecond * float64(time.Second)))
		return own.Total(), nil
	}, nil
}

// BenchmarkStepper_overlap takes steps of the first of two ranks on a network, in turn alone, with
// one bucket, which is sent at the end, and with several, which are sent behind the gradients of
// the first layers. It reports medians, in milliseconds.
func BenchmarkStepper_overlap(b *testing.B) {
	kinds := []string{"alone", "one-bucket", "buckets"}
	for _, net := range []string{"mlp:400", "mlp:1000,1000", "conv:32,64/256"} {
		b.Run(net, func(b *testing.B) {
			var steppers []*train.Stepper
			times := make([][]time.Duration, len(kinds))
			for _, kind := range kinds {
				steppers = append(steppers, newLinked(b, net, kind))
			}
			in := data.Batch{Images: make([]float32, 512*784)}
			for b.Loop() {
				for i, s := range steppers {
					start := time.Now()
					if _, _, err := s.Step(in); err != nil {
						b.Fatal(err)
					}
					times[i] = append(times[i], time.Since(start))
				}
			}
			for i, kind := range kinds {
				slices.Sort(times[i])
				b.ReportMetric(times[i][len(times[i])/2].Seconds()*1e3, kind+"-ms")
			}
		})
	}
}

// newLinked returns a stepper of one of the kinds whose shard has 512 images.
func newLinked(b *testing.B, net, kind string) *train.Stepper {
	b.Helper()
	if kind == "one-bucket" {
		defer func(before int) { *train.Enough = before }(*train.Enough)
		*train.Enough = 1 << 30
	}
	linked := kind != "alone"
	config, err := vae.Config{Latent: 20, Likelihood: "bernoulli"}.WithNetwork(net)
	if err != nil {
		b.Fatal(err)
	}
	config = config.WithShape(vae.Shape{C: 1, H: 28, W: 28})
	model, err := vae.New(config, 1, vae.Start{Mean: make([]float32, 784)})
	if err != nil {
		b.Fatal(err)
	}
	o := train.Optimization{Epochs: 1, BatchSize: 512, LearningRate: 1e-3, Schedule: "constant", Beta: 1, Seed: 1}
	if linked {
		o.BatchSize, o.Shards = 1024, 2
	}
	stepper, err := train.NewStepper(model, o, 1<<30)
	if err == nil && linked {
		err = stepper.ShareWith(train.Peers{Size: 2, Link: &network{}})
	}
	if err != nil {
		b.Fatal(err)
	}
	return stepper
}
