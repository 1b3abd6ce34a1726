package bench_test

import (
	"context"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/cmd/vae/internal/bench"
	"vae/internal/kernel"
)

// quick is a net that takes little time to measure.
var quick = bench.Settings{Net: "mlp:16", Images: vae.Shape{C: 1, H: 28, W: 28}, Latent: 2, BatchSize: 16, Time: 2 * time.Millisecond}

func TestRun_addsUp(t *testing.T) {
	addsUp(t, quick)
}

func TestRun_withoutHiddenLayers(t *testing.T) {
	s := quick
	s.Net = "mlp:"
	addsUp(t, s)
}

func TestRun_withConvolutions(t *testing.T) {
	s := quick
	s.Net, s.Images = "conv:3,4/8+res", vae.Shape{C: 3, H: 9, W: 30}
	addsUp(t, s)
}

// addsUp holds that figures are there, and that the phases of a step make up the step.
func addsUp(t *testing.T, s bench.Settings) {
	t.Helper()
	cores := runtime.GOMAXPROCS(0)
	r, err := bench.Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, p := range r.Step.Phases {
		sum += p.Milliseconds
	}
	if math.Abs(sum-r.Step.Milliseconds) > 1e-9*r.Step.Milliseconds {
		t.Errorf("phases of %g ms in a step of %g ms", sum, r.Step.Milliseconds)
	}
	for name, rate := range map[string]float64{
		"train": r.Step.ImagesPerSecond, "encode": r.Encode.ImagesPerSecond, "sample": r.Sample.ImagesPerSecond,
		"product": r.Products[0].OneCore.GFLOPS,
	} {
		if !(rate > 0) {
			t.Errorf("%s: %g", name, rate)
		}
	}
	if runtime.GOMAXPROCS(0) != cores {
		t.Error("GOMAXPROCS was left changed")
	}
}

// TestRun_countsNoZeros checks the multiply-adds against convolutions of ones, whose results add up
// to their number.
func TestRun_countsNoZeros(t *testing.T) {
	s := quick
	s.Net, s.Images = "conv:3,4/8+res", vae.Shape{C: 3, H: 9, W: 30}
	r, err := bench.Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, p := range r.Products {
		if names[p.Name] {
			t.Errorf("two products are called %s", p.Name)
		}
		names[p.Name] = true
		layer, _, _ := strings.Cut(p.Name, " ")
		c, channels := kernel.Conv{}, 0
		switch layer {
		case "encoder/conv1", "decoder/pixels":
			c, channels = kernel.Conv{H: 9, W: 30, Kernel: 4, Stride: 2, Pad: 1}, 3*3
		case "encoder/res1/conv1", "decoder/res1/conv1":
			c, channels = kernel.Conv{H: 4, W: 15, Kernel: 3, Stride: 1, Pad: 1}, 3*3
		case "encoder/conv2", "decoder/deconv2":
			c, channels = kernel.Conv{H: 4, W: 15, Kernel: 4, Stride: 2, Pad: 1}, 3*4
		default:
			continue
		}
		if want := s.BatchSize * channels * ones(c); p.MultiplyAdds != want || want >= p.M*p.N*p.K {
			t.Errorf("%s: %d multiply-adds, want %d, of %d", p.Name, p.MultiplyAdds, want, p.M*p.N*p.K)
		}
	}
	if want := 3*2*(2+2*2) + 1; len(r.Products) != want {
		t.Errorf("%d products, want %d", len(r.Products), want)
	}
}

// ones returns the sum of a convolution of ones, in one channel.
func ones(c kernel.Conv) (sum int) {
	c.C, c.Out = 1, 1
	x, y, w := make([]float32, c.H*c.W), make([]float32, c.OutH()*c.OutW()), make([]float32, c.Kernel*c.Kernel)
	for _, array := range [][]float32{x, w} {
		for i := range array {
			array[i] = 1
		}
	}
	c.Forward(y, nil, x, w, nil, 1, kernel.Identity)
	for _, v := range y {
		sum += int(v)
	}
	return sum
}

func TestRun_stopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bench.Run(ctx, quick); err == nil {
		t.Error("it ran to its end")
	}
}

func TestSettings_validate(t *testing.T) {
	for name, change := range map[string]func(*bench.Settings){
		"no batch":  func(s *bench.Settings) { s.BatchSize = 0 },
		"no net":    func(s *bench.Settings) { s.Net = "" },
		"no images": func(s *bench.Settings) { s.Images = vae.Shape{} },
		"no time":   func(s *bench.Settings) { s.Time = 0 },
		"no latent": func(s *bench.Settings) { s.Latent = 0 },
	} {
		s := quick
		change(&s)
		if s.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestScaling_reportsEachPoint stops after the first one.
func TestScaling_reportsEachPoint(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var points []bench.Point
	err := bench.Scaling(ctx, quick, func(p bench.Point) {
		points = append(points, p)
		cancel()
	})
	if err == nil || len(points) != 1 || points[0].Net != "mlp:100" || points[0].Hidden != 100 ||
		!(points[0].ImagesPerSecond > 0) {
		t.Errorf("points %+v, error %v", points, err)
	}
}
