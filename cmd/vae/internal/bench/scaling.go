package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"vae"
	"vae/data"
)

// Validate returns an error that names the first invalid setting.
func (s Settings) Validate() error {
	switch {
	case s.BatchSize < 1 || s.BatchSize > 1<<16:
		return fmt.Errorf("batch size %d is outside 1 to %d", s.BatchSize, 1<<16)
	case len(s.Hidden) == 0:
		return errors.New("no hidden layer")
	case s.Time <= 0:
		return fmt.Errorf("time %v is not above 0", s.Time)
	}
	return model(s).Validate()
}

// Point is the training step at one size of the model, the batch and the machine.
type Point struct {
	Hidden    int `json:"hidden"`
	BatchSize int `json:"batch_size"`
	Cores     int `json:"cores"`
	Step
}

// Scaling measures the step with one hidden layer of 100 to 4096 units, batches of 32 to 4096
// images, and one to all cores, varying one of them at a time.
func Scaling(ctx context.Context, s Settings, report func(Point)) error {
	all := runtime.GOMAXPROCS(0)
	r := Report{PeakOneCore: peak(1, s.Time)}
	var points []Point
	for _, hidden := range []int{100, 200, 400, 1024, 2048, 4096} {
		points = append(points, Point{Hidden: hidden, BatchSize: s.BatchSize, Cores: all})
	}
	for _, batch := range []int{32, 64, 128, 256, 512, 1024, 2048, 4096} {
		points = append(points, Point{Hidden: s.Hidden[0], BatchSize: batch, Cores: all})
	}
	for cores := 1; cores <= all; cores++ {
		points = append(points, Point{Hidden: s.Hidden[0], BatchSize: s.BatchSize, Cores: cores})
	}
	defer runtime.GOMAXPROCS(all)
	set := data.DrawDigits(8192, 1)
	for _, p := range points {
		runtime.GOMAXPROCS(p.Cores)
		r.Cores, r.PeakAllCores = p.Cores, peak(p.Cores, s.Time)
		s.Hidden, s.BatchSize = []int{p.Hidden}, p.BatchSize
		m, err := vae.New(model(s), 1, vae.Start{Mean: set.Statistics().Mean})
		if err != nil {
			return err
		}
		if p.Step, err = r.step(ctx, m, set, s); err != nil {
			return err
		}
		report(p)
	}
	return nil
}
