package optim_test

import (
	"math"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"vae/internal/optim"
)

// param is a parameter with a gradient, for tests.
type param struct{ value, grad *tensor.Dense }

func newParam(value, grad []float32) param {
	shape := tensor.WithShape(len(value))
	return param{tensor.New(shape, tensor.WithBacking(value)), tensor.New(shape, tensor.WithBacking(grad))}
}

func (p param) Value() gorgonia.Value         { return p.value }
func (p param) Grad() (gorgonia.Value, error) { return p.grad, nil }

// TestAdam_followsThePaper compares 50 steps with algorithm 1 of Kingma & Ba 2015,
// written out in float64. Rounding a parameter near 2 to float32 costs up to 1.2e-7 in
// each step: 6e-6 if all of them add up.
func TestAdam_followsThePaper(t *testing.T) {
	theta := []float64{0.5, -1, 2}
	value := []float32{0.5, -1, 2}
	grad := make([]float32, 3)
	model := []gorgonia.ValueGrad{newParam(value, grad)}
	adam := optim.NewAdam([]int{3})
	adam.Rate = 0.01
	var m, v [3]float64
	for step := 1; step <= 50; step++ {
		for i := range theta {
			g := math.Sin(float64(step*(i+1))) + 0.3
			grad[i] = float32(g)
			m[i] = 0.9*m[i] + 0.1*g
			v[i] = 0.999*v[i] + 0.001*g*g
			mHat := m[i] / (1 - math.Pow(0.9, float64(step)))
			vHat := v[i] / (1 - math.Pow(0.999, float64(step)))
			theta[i] -= 0.01 * mHat / (math.Sqrt(vHat) + 1e-8)
		}
		if err := adam.Step(model); err != nil {
			t.Fatal(err)
		}
	}
	for i := range theta {
		if math.Abs(float64(value[i])-theta[i]) > 6e-6 {
			t.Errorf("parameter %d: %g, want %g", i, value[i], theta[i])
		}
	}
}

// TestAdam_resumesFromItsState takes five steps at once, and five with a new
// optimiser that gets the state after two: the same bits, and other bits without
// the moments.
func TestAdam_resumesFromItsState(t *testing.T) {
	run := func(restore func(to, from *optim.Adam)) []float32 {
		value, grad := []float32{1, 2}, []float32{0, 0}
		model := []gorgonia.ValueGrad{newParam(value, grad)}
		adam := optim.NewAdam([]int{2})
		for step := range 5 {
			if step == 2 && restore != nil {
				fresh := optim.NewAdam([]int{2})
				restore(fresh, adam)
				adam = fresh
			}
			grad[0], grad[1] = float32(step)-1.5, 0.25
			if err := adam.Step(model); err != nil {
				t.Fatal(err)
			}
		}
		return value
	}
	whole := run(nil)
	resumed := run(func(to, from *optim.Adam) { to.Steps, to.Moments = from.Steps, from.Moments })
	without := run(func(to, from *optim.Adam) { to.Steps = from.Steps })
	if whole[0] != resumed[0] || whole[1] != resumed[1] {
		t.Errorf("resumed at %v, uninterrupted at %v", resumed, whole)
	}
	if whole[0] == without[0] {
		t.Error("the moments make no difference")
	}
}

// TestAdam_clipsTheGlobalNorm uses that Adam's first step does not depend on the
// length of the gradient, but its moments do.
func TestAdam_clipsTheGlobalNorm(t *testing.T) {
	model := []gorgonia.ValueGrad{
		newParam([]float32{0}, []float32{3}),
		newParam([]float32{0}, []float32{4}),
	}
	adam := optim.NewAdam([]int{1, 1})
	adam.Clip = 1
	if err := adam.Step(model); err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.1 * 3. / 5, 0.1 * 4. / 5} {
		if got := float64(adam.Moments[i].First[0]); math.Abs(got-want) > 1e-7 {
			t.Errorf("first moment %g, want %g", got, want)
		}
	}
}

func TestAdam_wrongNumberOfParameters(t *testing.T) {
	if err := optim.NewAdam([]int{1}).Step(nil); err == nil {
		t.Error("no parameters were accepted for one")
	}
}

func TestSchedule(t *testing.T) {
	for _, c := range []struct {
		name string
		step int64
		want float64
	}{
		{"constant", 0, 0.1}, {"constant", 1000, 0.1},
		{"cosine", 0, 0.1}, {"cosine", 50, 0.05}, {"cosine", 100, 0}, {"cosine", 200, 0},
		{"staircase", 0, 0.1}, {"staircase", 1, 0.1 * 0.3727593720314940}, {"staircase", 99, 0.01}, {"staircase", 200, 0.01}, // rounds 1, 4 and 8
	} {
		schedule, err := optim.NewSchedule(c.name, 0.1, 100)
		if err != nil {
			t.Fatal(err)
		}
		if got := schedule(c.step); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s at step %d: %g, want %g", c.name, c.step, got, c.want)
		}
	}
	if _, err := optim.NewSchedule("linear", 0.1, 100); err == nil {
		t.Error("an unknown schedule was accepted")
	}
}
