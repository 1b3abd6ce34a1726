package bench

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"vae"
)

// Validate returns an error that names the first invalid setting.
func (s Settings) Validate() error {
	switch {
	case s.BatchSize < 1 || s.BatchSize > 1<<16:
		return fmt.Errorf("batch size %d is outside 1 to %d", s.BatchSize, 1<<16)
	case s.Time <= 0:
		return fmt.Errorf("time %v is not above 0", s.Time)
	}
	c, err := s.config()
	if err != nil {
		return err
	}
	return c.Validate()
}

// Point is the training step at one size of the model, the images, the batch and the machine.
type Point struct {
	Net       string    `json:"net"`
	Hidden    int       `json:"hidden,omitempty"` // units of the first layer, if that is dense
	Images    vae.Shape `json:"-"`
	Size      string    `json:"images"` // Images as text
	BatchSize int       `json:"batch_size"`
	Cores     int       `json:"cores"`
	Step
}

// Scaling measures the step with other networks, batches of 32 to 4096 images, and one to all
// cores, varying one of them at a time. Of a network without convolutions the others have 100 to
// 4096 units; of one with convolutions they have half and twice the channels, and images of 16×16
// to 96×96 have the networks that suit them.
func Scaling(ctx context.Context, s Settings, report func(Point)) error {
	all := runtime.GOMAXPROCS(0)
	usual := Point{Images: s.Images, Net: s.Net, BatchSize: s.BatchSize, Cores: all}
	config, err := s.config()
	if err != nil {
		return err
	}
	points := otherNetworks(usual, config)
	for _, batch := range []int{32, 64, 128, 256, 512, 1024, 2048, 4096} {
		p := usual
		p.BatchSize = batch
		points = append(points, p)
	}
	for cores := 1; cores <= all; cores++ {
		p := usual
		p.Cores = cores
		points = append(points, p)
	}
	defer runtime.GOMAXPROCS(all)
	r := Report{PeakOneCore: peak(1, s.Time)}
	for _, p := range points {
		runtime.GOMAXPROCS(p.Cores)
		r.Cores, r.PeakAllCores = p.Cores, peak(p.Cores, s.Time)
		s.Net, s.Images, s.BatchSize = p.Net, p.Images, p.BatchSize
		set, m, err := s.subject(2 * max(1024, p.BatchSize))
		if err != nil {
			return err
		}
		if p.Step, err = r.step(ctx, m, set, s); err != nil {
			return err
		}
		p.Net, p.Size = m.Config().Network(), p.Images.String()
		if c := m.Config(); len(c.Filters) == 0 && len(c.Hidden) > 0 {
			p.Hidden = c.Hidden[0]
		}
		report(p)
	}
	return nil
}

// otherNetworks returns the points with other networks.
func otherNetworks(usual Point, config vae.Config) (points []Point) {
	if len(config.Filters) == 0 {
		for _, units := range []int{100, 200, 400, 1024, 2048, 4096} {
			p := usual
			p.Net = fmt.Sprintf("mlp:%d", units)
			points = append(points, p)
		}
		return points
	}
	for _, side := range []int{16, 28, 32, 48, 64, 96} {
		p := usual
		p.Net, p.Images = vae.AutoNet, vae.Shape{C: usual.Images.C, H: side, W: side}
		points = append(points, p)
	}
	for _, times := range []float64{0.5, 1, 2} {
		scaled := config
		scaled.Filters = slices.Clone(config.Filters)
		for i, channels := range config.Filters {
			scaled.Filters[i] = max(1, int(times*float64(channels)))
		}
		p := usual
		p.Net = scaled.Network()
		points = append(points, p)
	}
	return points
}
