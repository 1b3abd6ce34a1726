package bench_test

import (
	"context"
	"math"
	"runtime"
	"testing"
	"time"

	"vae"
	"vae/cmd/vae/internal/bench"
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
