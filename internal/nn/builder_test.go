package nn_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/nn/nntest"
)

// total is Σ x² over all elements, a scalar: a cost for tests.
type total struct{}

func (total) Shape([]nn.Shape) (nn.Shape, error) { return nn.Shape{}, nil }

func (total) Forward(out []float32, in [][]float32) {
	out[0] = 0
	for _, v := range in[0] {
		out[0] += v * v
	}
}

func (total) Backward(dIn [][]float32, dOut, _ []float32, in [][]float32) {
	for i, v := range in[0] {
		dIn[0][i] = 2 * v * dOut[0]
	}
}

// network builds a net whose hidden layer is used twice, so that derivatives must be added up, and
// returns the program, its input and its cost.
func network(t *testing.T, params *nn.Params, batch int) (*nn.Program, *nn.Node, *nn.Node) {
	t.Helper()
	b := nn.NewBuilder(params)
	x := b.Input("x", batch, 3)
	h := nn.Dense{Out: 4, Activation: kernel.Tanh}.Apply(b.Scope("hidden"), x)
	left := nn.Dense{Out: 2}.Apply(b.Scope("left"), h)
	right := nn.Dense{Out: 2, Activation: kernel.Sigmoid}.Apply(b.Scope("right"), h)
	cost := b.Apply(sum{}, b.Apply(total{}, left), b.Apply(total{}, right))
	b.Minimize(cost)
	program, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	copy(program.Input(x), nntest.Normal(5, batch*3))
	return program, x, cost
}

// sum adds two arrays.
type sum struct{}

func (sum) Shape(in []nn.Shape) (nn.Shape, error) { return in[0].Clone(), nil }

func (sum) Forward(out []float32, in [][]float32) {
	for i, v := range in[0] {
		out[i] = v + in[1][i]
	}
}

func (sum) Backward(dIn [][]float32, dOut, _ []float32, _ [][]float32) {
	copy(dIn[0], dOut)
	copy(dIn[1], dOut)
}

// TestMinimize_finiteDifferences checks the derivatives of a graph, run after run. With steps h of
// 1/64 a difference errs by h²/6 of the third derivative and by 1e-7 of the cost over h: about
// 1e-4; ten times that is allowed.
func TestMinimize_finiteDifferences(t *testing.T) {
	params := nn.NewParams(7)
	program, _, cost := network(t, params, 6)
	checkGradients(t, program, cost)
}

// checkGradients compares the derivatives of cost with finite differences, twice.
func checkGradients(t *testing.T, program *nn.Program, cost *nn.Node) {
	t.Helper()
	run := func() float64 {
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		return float64(program.Value(cost)[0])
	}
	for range 2 {
		for _, g := range program.Gradients() {
			for i, v := range g.Data {
				const h = 1.0 / 64
				run()
				got := float64(g.Grad[i])
				g.Data[i] = v + h
				up := run()
				g.Data[i] = v - h
				want := (up - run()) / (2 * h)
				g.Data[i] = v
				if math.Abs(got-want) > 1e-3*max(1, math.Abs(want)) {
					t.Errorf("%s[%d]: derivative %g, finite difference %g", g.Name, i, got, want)
				}
			}
		}
	}
}

// recurrent applies one layer several times and returns the program and its cost.
func recurrent(t *testing.T, params *nn.Params, times int) (*nn.Program, *nn.Node) {
	t.Helper()
	b := nn.NewBuilder(params)
	x := b.Input("x", 2, 3)
	h := x
	for range times {
		h = nn.Dense{Out: 3, Activation: kernel.Sigmoid}.Apply(b.Scope("cell"), h)
	}
	cost := b.Apply(total{}, h)
	b.Minimize(cost)
	program, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	copy(program.Input(x), nntest.Normal(5, 2*3))
	return program, cost
}

func TestParam_usedSeveralTimes(t *testing.T) {
	for times := 1; times <= 3; times++ {
		program, cost := recurrent(t, nn.NewParams(7), times)
		if n := len(program.Gradients()); n != 2 {
			t.Fatalf("%d gradients, want 2", n)
		}
		checkGradients(t, program, cost)
	}
}

func TestParam_keepsItsShapeAndValues(t *testing.T) {
	b := nn.NewBuilder(nn.NewParams(7))
	node := b.Param("w", nn.Values([]float32{1, 2}), 2)
	if again := b.Param("w", nn.Zeros, 2); again != node || node.Value().Data().([]float32)[1] != 2 {
		t.Errorf("a second call gave %v, %v", again, node.Value())
	}
	b.Param("w", nn.Zeros, 3)
	if err := b.Err(); err == nil ||
		!strings.Contains(err.Error(), "parameter w has shape [2], the network needs [3]") {
		t.Errorf("with another shape: error %v", err)
	}
}

func TestParams_sharedByGraphs(t *testing.T) {
	params := nn.NewParams(7)
	small, _, cost := network(t, params, 1)
	large, x, largeCost := network(t, params, 2)
	copy(large.Input(x)[3:], large.Input(x)[:3]) // the same row twice
	params.Get("hidden/weight").Data[0] += 0.25
	for _, p := range []*nn.Program{small, large} {
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
	}
	one, two := small.Value(cost)[0], large.Value(largeCost)[0]
	if math.Abs(float64(two-2*one)) > 1e-5 {
		t.Errorf("cost of a row %g, of the row twice %g", one, two)
	}
	if got := len(params.All()); got != 6 {
		t.Errorf("%d parameters, want 6", got)
	}
}

func TestParams_dependOnSeedAndNameAlone(t *testing.T) {
	a, b, other := nn.NewParams(7), nn.NewParams(7), nn.NewParams(8)
	for _, p := range []*nn.Params{a, b, other} {
		network(t, p, 1)
	}
	same := func(p, q *nn.Params) bool {
		return slices.EqualFunc(p.All(), q.All(), func(x, y *nn.Param) bool { return slices.Equal(x.Data, y.Data) })
	}
	if !same(a, b) {
		t.Error("the same seed gave other weights")
	}
	if same(a, other) {
		t.Error("another seed gave the same weights")
	}
}

func TestRestoreParams_errors(t *testing.T) {
	for want, list := range map[string][]nn.Param{
		"parameter weight is missing": nil,
		"parameter weight has shape [3 5], the network needs [3 4]": {
			{Name: "weight", Shape: []int{3, 5}, Data: make([]float32, 15)},
		},
		"parameter bias is missing": {{Name: "weight", Shape: []int{3, 4}, Data: make([]float32, 12)}},
	} {
		b := nn.NewBuilder(nn.RestoreParams(list))
		nn.Dense{Out: 4}.Apply(b, b.Input("x", 2, 3))
		if _, err := b.Compile(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// raceDetector reports whether the tests run under it.
var raceDetector bool

func TestProgram_allocatesNothing(t *testing.T) {
	if kernel.Level() == "generic" || raceDetector {
		t.Skip("gonum's matrix product and the race detector allocate")
	}
	for _, batch := range []int{2, 500} {
		program, _, _ := network(t, nn.NewParams(1), batch)
		if n := testing.AllocsPerRun(100, func() {
			if err := program.Run(); err != nil {
				t.Fatal(err)
			}
		}); n > 0 {
			t.Errorf("%.0f allocations per run with a batch of %d", n, batch)
		}
	}
}

func ExampleBuilder() {
	params := nn.NewParams(1)
	b := nn.NewBuilder(params)
	x := b.Input("x", 2, 3) // (B, D)
	h := nn.Dense{Out: 4, Activation: kernel.ReLU}.Apply(b.Scope("encoder").Scope("fc1"), x)
	program, err := b.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	copy(program.Input(x), []float32{0, 0, 0, 1, 1, 1})
	if err := program.Run(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Shape(), program.Value(h)[:4])
	fmt.Println(params.All()[0].Name, params.All()[0].Shape)
	// Output:
	// (2, 4) [0 0 0 0]
	// encoder/fc1/weight [3 4]
}
