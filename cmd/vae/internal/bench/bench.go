// Package bench measures how fast this machine trains, and which share that is of its peak.
package bench

import (
	"cmp"
	"context"
	"runtime"
	"time"

	"vae"
	"vae/data"
	"vae/internal/kernel"
	"vae/train"
)

// Settings say what is measured. Each figure takes about Time.
type Settings struct {
	Net       string    // as vae train takes it
	Images    vae.Shape // of one
	Latent    int
	BatchSize int
	Time      time.Duration
}

// Report holds the figures.
type Report struct {
	Net          string    `json:"net"`
	Latent       int       `json:"latent"`
	Images       string    `json:"images"` // their shape
	BatchSize    int       `json:"batch_size"`
	Cores        int       `json:"cores"`
	Instructions string    `json:"instructions"` // generic, avx2 or avx512
	PeakOneCore  float64   `json:"peak_one_core_gflops"`
	PeakAllCores float64   `json:"peak_all_cores_gflops"`
	Products     []Product `json:"products"`
	Step         Step      `json:"step"`
	Encode       Rate      `json:"encode"`
	Sample       Rate      `json:"sample"`
}

// Product is a matrix product at a shape of the model, or a convolution as the product of a matrix
// of its windows. Multiply-adds with the zeros around an image do not count: none is needed.
type Product struct {
	Name         string `json:"name"`
	M            int    `json:"m"`
	N            int    `json:"n"`
	K            int    `json:"k"`
	MultiplyAdds int    `json:"multiply_adds"`
	OneCore      Speed  `json:"one_core"`
	AllCores     Speed  `json:"all_cores"`

	run func() // computes it
}

// Speed is a number of floating-point operations per second, and its share of the peak of the cores
// in use.
type Speed struct {
	GFLOPS float64 `json:"gflops"`
	Share  float64 `json:"share_of_peak"`
}

// Step is the training step, from the pixels in memory to the new weights.
type Step struct {
	Milliseconds float64 `json:"milliseconds"`
	Rate
	Phases []Phase `json:"phases"`
}

// Phase is a part of the step.
type Phase struct {
	Name         string  `json:"name"`
	Milliseconds float64 `json:"milliseconds"`
}

// Rate is a number of images per second, and the speed of its matrix products alone.
type Rate struct {
	ImagesPerSecond float64 `json:"images_per_second"`
	Speed
}

// Run measures the machine with the given number of cores in use. It changes GOMAXPROCS while it
// runs.
func Run(ctx context.Context, s Settings) (Report, error) {
	r := Report{Cores: runtime.GOMAXPROCS(0), Instructions: kernel.Level()}
	r.PeakOneCore = peak(1, s.Time)
	r.PeakAllCores = peak(r.Cores, s.Time)
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	set, m, err := s.subject(max(2048, 4*s.BatchSize))
	if err != nil {
		return Report{}, err
	}
	r.Net, r.Latent, r.Images, r.BatchSize = m.Config().Network(), s.Latent, s.Images.String(), s.BatchSize
	for _, p := range products(m, s.BatchSize) {
		p.OneCore = r.speed(1, p.measure(1, s.Time))
		p.AllCores = r.speed(r.Cores, p.measure(r.Cores, s.Time))
		r.Products = append(r.Products, p)
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
	}
	if r.Step, err = r.step(ctx, m, set, s); err != nil {
		return Report{}, err
	}
	err = r.inference(m, set, s.Time)
	return r, err
}

// subject returns n images and a new model of them.
func (s Settings) subject(n int) (*data.Set, *vae.Model, error) {
	config, err := s.config()
	if err != nil {
		return nil, nil, err
	}
	set, err := images(n, s.Images)
	if err != nil {
		return nil, nil, err
	}
	all, err := set.Statistics()
	if err != nil {
		return nil, nil, err
	}
	m, err := vae.New(config, 1, vae.Start{Mean: all.Mean})
	return set, m, err
}

// config returns the config of the model to measure.
func (s Settings) config() (vae.Config, error) {
	c, err := vae.Config{Latent: s.Latent, Likelihood: "bernoulli"}.WithNetwork(s.Net)
	return c.WithShape(s.Images), err
}

// images returns n digits, in colour if there are three channels, that are cut or repeated to the
// shape.
func images(n int, shape vae.Shape) (*data.Set, error) {
	digits := data.DrawDigits(n, 1)
	if shape.C == 3 {
		digits = data.DrawColourDigits(n, 1)
	}
	from := digits.Shape()
	if from == shape {
		return digits, nil
	}
	pixels, one := make([]byte, 0, n*shape.Size()), make([]float32, from.Size())
	for i := range n {
		if err := digits.Read(one, i); err != nil {
			return nil, err
		}
		for j := range shape.Size() {
			row, column := j/shape.C/shape.W%from.H, j/shape.C%shape.W%from.W
			pixels = append(pixels, byte(255*one[(row*from.W+column)*shape.C+j%shape.C]))
		}
	}
	return data.NewSet("digits", shape, pixels, nil)
}

// speed returns FLOPs per second as a share of the peak of so many cores.
func (r Report) speed(cores int, flops float64) Speed {
	peak := r.PeakAllCores
	if cores == 1 {
		peak = r.PeakOneCore
	}
	if peak == 0 {
		return Speed{GFLOPS: flops / 1e9}
	}
	return Speed{flops / 1e9, flops / 1e9 / peak}
}

// step measures training: loader, noise, graph and Adam.
func (r Report) step(ctx context.Context, m *vae.Model, set *data.Set, s Settings) (Step, error) {
	loader, err := data.NewLoader(set, data.LoaderConfig{BatchSize: s.BatchSize, Training: true, Seed: 1})
	if err != nil {
		return Step{}, err
	}
	stepper, err := train.NewStepper(m, train.Optimization{
		Epochs: 1, BatchSize: s.BatchSize, LearningRate: 1e-3, Schedule: "constant", Beta: 1, Seed: 1,
	}, int64(loader.StepsPerEpoch()))
	if err != nil {
		return Step{}, err
	}
	const warmUp = 3
	var start time.Time
	var before train.Timings
	for batch, err := range loader.From(ctx, 0) {
		if err != nil {
			return Step{}, err
		}
		if stepper.Steps() == warmUp {
			start, before = time.Now(), stepper.Timings()
		}
		if stepper.Steps() > warmUp && time.Since(start) > 3*s.Time {
			break
		}
		if _, _, err := stepper.Step(batch); err != nil {
			return Step{}, err
		}
	}
	wall := time.Since(start)
	n := float64(stepper.Steps() - warmUp)
	seconds := wall.Seconds() / n
	return Step{
		Milliseconds: seconds * 1e3,
		Rate: Rate{
			ImagesPerSecond: float64(s.BatchSize) / seconds,
			Speed:           r.speed(r.Cores, stepFLOPs(m, s.BatchSize)/seconds),
		},
		Phases: phases(before, stepper.Timings(), wall, n),
	}, nil
}

// inference measures encoding, and sampling 64 images at a time.
func (r *Report) inference(m *vae.Model, set *data.Set, d time.Duration) error {
	n := set.Len()
	images := make([]float32, n*set.Pixels())
	for i := range n {
		if err := set.Read(images[i*set.Pixels():(i+1)*set.Pixels()], i); err != nil {
			return err
		}
	}
	var err error
	encode := perSecond(d, func() {
		_, e := m.Encode(vae.Input{Images: images})
		err = cmp.Or(err, e)
	})
	const samples = 64
	sample := perSecond(d, func() {
		_, e := m.Sample(samples, 1)
		err = cmp.Or(err, e)
	})
	r.Encode = Rate{encode * float64(n), r.speed(r.Cores, encode*2*float64(n)*multiplyAdds(m, "encoder"))}
	r.Sample = Rate{sample * samples, r.speed(r.Cores, sample*2*samples*multiplyAdds(m, "decoder"))}
	return err
}
