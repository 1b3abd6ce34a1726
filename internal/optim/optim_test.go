package optim_test

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"vae/internal/choice"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
	"vae/internal/optim"
)

// rules holds, for optimisers, the step that their papers write, in float64: the new weight for the
// gradient g in step t with the rate 0.01, where a and b are the slots.
var rules = map[string]func(theta, g float64, a, b *float64, t float64) float64{
	"adam": adam,
	"adamw": func(theta, g float64, m, v *float64, t float64) float64 {
		return adam(theta*(1-0.01*0.1), g, m, v, t)
	},
	"adamax": func(theta, g float64, m, u *float64, t float64) float64 {
		*m = 0.9**m + 0.1*g
		*u = max(0.999**u, math.Abs(g))
		return theta - 0.01/(1-math.Pow(0.9, t))**m / *u
	},
}

func adam(theta, g float64, m, v *float64, t float64) float64 {
	*m = 0.9**m + 0.1*g
	*v = 0.999**v + 0.001*g*g
	mHat, vHat := *m/(1-math.Pow(0.9, t)), *v/(1-math.Pow(0.999, t))
	return theta - 0.01*mHat/(math.Sqrt(vHat)+1e-8)
}

// options are those that tests give an optimiser.
var options = map[string]choice.Values{"adamw": {"weight-decay": 0.1}}

// start returns the optimiser with variables of the given shape.
func start(t *testing.T, name string, shape ...int) (optim.Optimizer, []optim.Variable) {
	t.Helper()
	o, err := optim.New(name, 0.9, options[name])
	if err != nil {
		t.Fatal(err)
	}
	n := nn.Shape(shape).TotalSize()
	p := &nn.Param{Name: "w", Shape: shape, Data: nntest.Normal(1, n)}
	return o, optim.NewVariables(o, []nn.Gradient{{Param: p, Grad: make([]float32, n)}})
}

// step takes the step of that number with gradients of its own.
func step(o optim.Optimizer, v optim.Variable, number int64) {
	copy(v.Grad, nntest.Normal(uint64(100+number), len(v.Grad)))
	o.Update(v, optim.Step{Number: number, Rate: 0.01, Factor: 0.5})
}

// TestUpdate_followsThePaper compares 50 steps. Rounding a weight below 4 to float32 costs up to
// 1.2e-7 in each of them, and rounding the factors β₂ and ε as little: 1e-5 if all add up.
func TestUpdate_followsThePaper(t *testing.T) {
	for _, name := range optim.Menu().Names {
		rule := rules[name]
		if rule == nil {
			t.Fatalf("no rule in float64 for %s", name)
		}
		o, all := start(t, name, 3, 4)
		theta, a, b := make([]float64, 12), make([]float64, 12), make([]float64, 12)
		for i, v := range all[0].Data {
			theta[i] = float64(v)
		}
		for number := int64(1); number <= 50; number++ {
			step(o, all[0], number)
			for i, g := range all[0].Grad {
				theta[i] = rule(theta[i], 0.5*float64(g), &a[i], &b[i], float64(number))
			}
		}
		for i, v := range all[0].Data {
			if math.Abs(float64(v)-theta[i]) > 1e-5 {
				t.Errorf("%s: weight %d is %g, want %g", name, i, v, theta[i])
			}
		}
	}
}

// TestUpdate_isResumable takes five steps at once, and five of which the last three begin with
// copies of the weights and slots: the same bits.
func TestUpdate_isResumable(t *testing.T) {
	for _, name := range optim.Menu().Names {
		o, whole := start(t, name, 2, 3)
		_, resumed := start(t, name, 2, 3)
		for number := int64(1); number <= 5; number++ {
			if step(o, whole[0], number); number != 2 {
				continue
			}
			copy(resumed[0].Data, whole[0].Data)
			for i, slot := range whole[0].Slots {
				resumed[0].Slots[i] = slices.Clone(slot)
			}
		}
		again, err := optim.New(name, 0.9, options[name])
		if err != nil {
			t.Fatal(err)
		}
		for number := int64(3); number <= 5; number++ {
			step(again, resumed[0], number)
		}
		if !slices.Equal(whole[0].Data, resumed[0].Data) {
			t.Errorf("%s: resumed at %v, uninterrupted at %v", name, resumed[0].Data, whole[0].Data)
		}
	}
}

// TestUpdate_sameOnAnyCores uses arrays of more than one part.
func TestUpdate_sameOnAnyCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, name := range optim.Menu().Names {
		var results [2][]float32
		for i := range results {
			runtime.GOMAXPROCS(i + 1)
			o, all := start(t, name, 300, 333)
			for number := int64(1); number <= 3; number++ {
				step(o, all[0], number)
			}
			results[i] = all[0].Data
		}
		if !slices.Equal(results[0], results[1]) {
			t.Errorf("%s: other weights on two cores than on one", name)
		}
	}
}

// TestUpdate_withoutGradient checks that weights that have none stay numbers, and those of one
// dimension where they are.
func TestUpdate_withoutGradient(t *testing.T) {
	for _, name := range optim.Menu().Names {
		o, all := start(t, name, 5)
		before := slices.Clone(all[0].Data)
		for number := int64(1); number <= 3; number++ {
			o.Update(all[0], optim.Step{Number: number, Rate: 0.01, Factor: 1})
		}
		if !slices.Equal(all[0].Data, before) {
			t.Errorf("%s: weights without gradient went from %v to %v", name, before, all[0].Data)
		}
	}
}

// TestUpdate_descends checks that every optimiser comes nearer to the least of Σ θ².
func TestUpdate_descends(t *testing.T) {
	squares := func(x []float32) (sum float64) {
		for _, v := range x {
			sum += float64(v) * float64(v)
		}
		return sum
	}
	for _, name := range optim.Menu().Names {
		o, all := start(t, name, 10)
		before := squares(all[0].Data)
		for number := int64(1); number <= 1000; number++ {
			for i, v := range all[0].Data {
				all[0].Grad[i] = 2 * v
			}
			o.Update(all[0], optim.Step{Number: number, Rate: 0.01, Factor: 1})
		}
		if after := squares(all[0].Data); !(after < 0.1*before) {
			t.Errorf("%s: Σ θ² went from %g to %g", name, before, after)
		}
	}
}

func TestClipFactor(t *testing.T) {
	all := []optim.Variable{{Gradient: nn.Gradient{Grad: []float32{3}}}, {Gradient: nn.Gradient{Grad: []float32{0, -4}}}}
	for limit, want := range map[float64]float64{0: 1, 1: 0.2, 5: 1, 10: 1} {
		if got := optim.ClipFactor(all, limit); got != want {
			t.Errorf("limit %g: factor %g, want %g", limit, got, want)
		}
	}
}

func TestNew_errors(t *testing.T) {
	for want, c := range map[string]struct {
		name    string
		options choice.Values
	}{
		`unknown optimizer "sgd" (known: adam, `:             {"sgd", nil},
		"weight-decay 2 is not above 0 and at most 1":        {"adamw", choice.Values{"weight-decay": 2}},
		"nothing that is chosen has the option weight-decay": {"adamax", choice.Values{"weight-decay": 0.1}},
	} {
		if _, err := optim.New(c.name, 0.9, c.options); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
