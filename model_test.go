package vae_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"vae"
	"vae/internal/nn/nntest"
)

// small is a net with few weights.
func small() vae.Config {
	return vae.Config{
		Height: 3, Width: 4, Hidden: []int{6, 5}, Latent: 2,
		Activation: "tanh", Init: "glorot", Likelihood: "bernoulli",
	}
}

// newModel returns a model of the config with initial weights.
func newModel(t testing.TB, c vae.Config) *vae.Model {
	t.Helper()
	m, err := vae.New(c, 1, vae.Start{Mean: ink(1, c)})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ink returns n images with pixels in (0, 1).
func ink(n int, c vae.Config) []float32 {
	images := nntest.Normal(11, n*c.Pixels())
	for i, v := range images {
		images[i] = float32(1 / (1 + math.Exp(-float64(v))))
	}
	return images
}

// TestModel_ofOneImageMatchesTheFormulas computes a model of one pixel, one hidden unit and one
// latent dimension by hand, in float64.
func TestModel_ofOneImageMatchesTheFormulas(t *testing.T) {
	c := vae.Config{
		Height: 1, Width: 1, Hidden: []int{1}, Latent: 1,
		Activation: "tanh", Init: "glorot", Likelihood: "bernoulli",
	}
	m := newModel(t, c)
	weights := map[string]float64{}
	for i, p := range m.Parameters() {
		for j := range p.Data {
			p.Data[j] = float32(i+1)/5 - float32(j)
			weights[fmt.Sprintf("%s/%d", p.Name, j)] = float64(p.Data[j])
		}
	}
	const x, eps = 0.25, -0.7
	h := math.Tanh(x*weights["encoder/fc1/weight/0"] + weights["encoder/fc1/bias/0"])
	mean := h*weights["encoder/posterior/weight/0"] + weights["encoder/posterior/bias/0"]
	logVar := h*weights["encoder/posterior/weight/1"] + weights["encoder/posterior/bias/1"]
	z := mean + math.Exp(logVar/2)*eps
	g := math.Tanh(z*weights["decoder/fc1/weight/0"] + weights["decoder/fc1/bias/0"])
	logit := g*weights["decoder/pixels/weight/0"] + weights["decoder/pixels/bias/0"]
	recon := math.Log1p(math.Exp(logit)) - x*logit
	kl := 0.5 * (mean*mean + math.Exp(logVar) - logVar - 1)

	in := vae.Input{Images: []float32{x}}
	codes, err := m.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.Weigh(in, codes, []float32{eps})
	if err != nil {
		t.Fatal(err)
	}
	divergence, closed, err := m.KL(codes)
	if err != nil || !closed {
		t.Fatal(err)
	}
	for _, v := range []struct {
		name string
		got  float32
		want float64
	}{
		{"mean", codes.Mean[0], mean}, {"log-variance", codes.LogVar[0], logVar},
		{"recon", -w.LogProb[0], recon}, {"KL", divergence[0], kl},
	} {
		if math.Abs(float64(v.got)-v.want) > 1e-6*max(1, math.Abs(v.want)) {
			t.Errorf("%s %g, want %g", v.name, v.got, v.want)
		}
	}
}

// TestEncode_rowsStandAlone checks that the code of an image has the same bits, however many others
// are encoded with it on however many cores.
func TestEncode_rowsStandAlone(t *testing.T) {
	eachNetwork(t, encodesRowsAlone)
	t.Run("large", func(t *testing.T) { encodesRowsAlone(t, large(t)) })
}

func encodesRowsAlone(t *testing.T, m *vae.Model) {
	images := ink(1625, m.Config())
	all, err := m.Encode(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	d, z := m.Config().Pixels(), m.Config().Latent
	for _, i := range []int{0, 300, 511, 512, 1023, 1024, 1600, 1624} {
		one, err := m.Encode(vae.Input{Images: images[i*d : (i+1)*d]})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(one.Mean, all.Mean[i*z:(i+1)*z]) || !slices.Equal(one.LogVar, all.LogVar[i*z:(i+1)*z]) {
			t.Errorf("image %d alone: %v, among others: %v", i, one.Mean, all.Mean[i*z:(i+1)*z])
		}
	}
}

// TestWeigh_drawsStandAlone checks that the importance weight of a draw has the same bits, however
// many others there are, even in parts of unequal length.
func TestWeigh_drawsStandAlone(t *testing.T) { eachNetwork(t, weighsDrawsAlone) }

func weighsDrawsAlone(t *testing.T, m *vae.Model) {
	d, z := m.Config().Pixels(), m.Config().Latent
	const n, draws = 3, 1100
	images, eps := ink(n, m.Config()), nntest.Normal(5, n*draws*z)
	codes, err := m.Encode(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	all, err := m.Weigh(vae.Input{Images: images}, codes, eps)
	if err != nil {
		t.Fatal(err)
	}
	if len(all.LogProb) != n*draws || len(all.LogRatio) != n*draws {
		t.Fatalf("%d and %d weights, want %d", len(all.LogProb), len(all.LogRatio), n*draws)
	}
	for i := range n {
		code := codes.Slice(i, i+1)
		for _, k := range []int{0, 366, 367, 733, 734, 1099} {
			r := i*draws + k
			one, err := m.Weigh(vae.Input{Images: images[i*d : (i+1)*d]}, code, eps[r*z:(r+1)*z])
			if err != nil {
				t.Fatal(err)
			}
			if one.LogProb[0] != all.LogProb[r] || one.LogRatio[0] != all.LogRatio[r] {
				t.Errorf("image %d, draw %d: alone %v, among others %v, %v", i, k, one, all.LogProb[r], all.LogRatio[r])
			}
		}
	}
}

// TestWeigh_memoryOfLargeImages holds that the draws of an image do not all get their pixels at once.
func TestWeigh_memoryOfLargeImages(t *testing.T) {
	m := newModel(t, vae.Config{
		Height: 256, Width: 256, Channels: 3, Latent: 1, Activation: "relu", Init: "glorot", Likelihood: "bernoulli",
	})
	const draws = 512
	images := ink(1, m.Config())
	codes, err := m.Encode(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // each core has arrays of its own
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := m.Weigh(vae.Input{Images: images}, codes, nntest.Normal(5, draws)); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	taken, all := after.TotalAlloc-before.TotalAlloc, uint64(4*draws*len(images)) // 400 MB
	if taken > all/4 {
		t.Errorf("%d bytes allocated, where the pixels of all draws have %d", taken, all)
	}
}

// TestModel_concurrentUse is for the race detector: it has enough images for cores to share
// batches, and several numbers of draws.
func TestModel_concurrentUse(t *testing.T) { eachNetwork(t, usesConcurrently) }

func usesConcurrently(t *testing.T, m *vae.Model) {
	images := ink(1100, m.Config())
	want, err := m.Encode(vae.Input{Images: images})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			codes, err := m.Encode(vae.Input{Images: images})
			if err != nil || !slices.Equal(codes.Mean, want.Mean) {
				t.Errorf("codes %v, error %v", codes.Mean, err)
			}
			if _, err := m.Sample(3, 1); err != nil {
				t.Error(err)
			}
			eps := make([]float32, (1+i%3)*len(want.Mean))
			if _, err := m.Weigh(vae.Input{Images: images}, want, eps); err != nil {
				t.Error(err)
			}
			if _, err := m.Joint(vae.Input{Images: images, Codes: eps}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestSample_isAFunctionOfTheSeed(t *testing.T) {
	m := newModel(t, small())
	d := m.Config().Pixels()
	few, _ := m.Sample(2, 7)
	many, _ := m.Sample(100, 7)
	other, _ := m.Sample(2, 8)
	if !slices.Equal(few, many[:2*d]) {
		t.Error("the first images depend on how many are drawn")
	}
	if slices.Equal(few, other) {
		t.Error("another seed gave the same images")
	}
}

func TestModel_badInput(t *testing.T) {
	m := newModel(t, small())
	training := begin(t, m, 3, vae.Objective{})
	image := vae.Input{Images: make([]float32, 12)}
	codes, err := m.Encode(image)
	if err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"no images":    func() error { _, err := m.Encode(vae.Input{}); return err },
		"half a row":   func() error { _, err := m.Encode(vae.Input{Images: make([]float32, 13)}); return err },
		"short codes":  func() error { _, err := m.Decode(vae.Input{Codes: make([]float32, 3)}); return err },
		"no codes":     func() error { _, err := m.Draw(vae.Input{}, 1); return err },
		"little noise": func() error { _, err := m.Weigh(image, codes, make([]float32, 1)); return err },
		"other codes":  func() error { _, err := m.Weigh(image, vae.Codes{Latent: 2}, make([]float32, 2)); return err },
		"other batch":  func() error { return training.Give(vae.Input{Images: make([]float32, 12)}) },
		"no samples":   func() error { _, err := m.Sample(0, 1); return err },
		"no batch":     func() error { _, err := m.NewTraining(0, vae.Objective{}); return err },
		"mean image":   func() error { _, err := vae.New(small(), 1, vae.Start{Mean: make([]float32, 5)}); return err },
	} {
		if err := call(); err == nil || !strings.HasPrefix(err.Error(), "vae: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
