package prior_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"vae/internal/nn/nntest"
	"vae/prior"
)

// TestAuto_findsTheNumber: of five clusters, more components describe only noise.
func TestAuto_findsTheNumber(t *testing.T) {
	codes := mixed(1, 6000, 2, 5, 8)
	best, tried, err := prior.Fit{Seed: 1}.Auto(context.Background(), codes[:8000], codes[8000:], 2)
	if err != nil {
		t.Fatal(err)
	}
	if best.Components != 5 || len(best.Mixture.Weights) != 5 {
		t.Errorf("%d components are best", best.Components)
	}
	var numbers []int
	for _, c := range tried {
		numbers = append(numbers, c.Components)
		if c.Held > best.Held+c.StandardError || !(c.StandardError > 0) {
			t.Errorf("%d components: %g ± %g, the best %g", c.Components, c.Held, c.StandardError, best.Held)
		}
	}
	if !slices.Equal(numbers, []int{1, 2, 5, 10, 20}) {
		t.Errorf("tried %v", numbers)
	}
	var want float64
	for i := 8000; i < len(codes); i += 2 {
		want += best.Mixture.LogDensity(codes[i:i+2]) / 2000
	}
	if math.Abs(best.Held-want) > 1e-9 {
		t.Errorf("held-out log-density %g, want %g", best.Held, want)
	}
}

// TestByLabel_choosesForEachClass: one class has a cluster, the other five.
func TestByLabel_choosesForEachClass(t *testing.T) {
	var codes [2]prior.Labelled // to train and to validate on
	for y, clusters := range []int{1, 5} {
		all := mixed(1, 4000, 2, clusters, 8)
		for i := range 4000 {
			set := &codes[i%4/3]
			set.Codes, set.Labels = append(set.Codes, all[2*i:2*i+2]...), append(set.Labels, y)
		}
	}
	j, err := prior.Fit{Seed: 1}.ByLabel(context.Background(), codes[0], codes[1], 2, 2)
	if err != nil || j.Reports[0].Components != 1 || j.Reports[1].Components != 5 || len(j.Class) != 6 {
		t.Errorf("%+v, error %v", j.Reports, err)
	}
}

// TestAuto_boundedByTheCodes: in two dimensions a component takes 15 codes.
func TestAuto_boundedByTheCodes(t *testing.T) {
	codes := mixed(1, 60, 2, 2, 8)
	_, tried, err := prior.Fit{Seed: 1}.Auto(context.Background(), codes[:80], codes[80:], 2)
	if err != nil || len(tried) != 2 {
		t.Errorf("%d candidates, error %v", len(tried), err)
	}
	codes[119] = float32(math.NaN())
	for want, held := range map[string][]float32{
		"prior: 0 numbers are not validation codes of 2 dimensions: want two codes at least": nil,
		"prior: validation codes are not finite":                                             codes[80:],
	} {
		if _, _, err := (prior.Fit{}).Auto(context.Background(), codes[:80], held, 2); fmt.Sprint(err) != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestByLabel_weightsAreShares checks the weights of the classes' components, which components are
// whose, and that class 2, with 16 codes, gets one only.
func TestByLabel_weightsAreShares(t *testing.T) {
	const n = 616
	codes, labels := nntest.Normal(1, 2*n), make([]int, n)
	for i := range labels {
		if labels[i] = i % 3 % 2; i >= n-16 {
			labels[i] = 2
		}
		codes[2*i] += 20 * float32(labels[i])
	}
	j, err := prior.Fit{Components: 3, Seed: 1}.ByLabel(context.Background(), prior.Labelled{Codes: codes, Labels: labels}, prior.Labelled{}, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(j.Class, []int{0, 0, 0, 1, 1, 1, 2}) {
		t.Fatalf("classes %v", j.Class)
	}
	if j.Reports[0].Components != 3 || j.Reports[2].Components != 1 {
		t.Errorf("reports %+v", j.Reports)
	}
	shares := make([]float64, 3)
	for k, y := range j.Class {
		shares[y] += float64(j.Mixture.Weights[k])
		if mean := j.Mixture.Means[2*k]; math.Abs(float64(mean)-20*float64(y)) > 4 {
			t.Errorf("component %d, of class %d, has mean %g", k, y, mean)
		}
	}
	for y, want := range []float64{400. / n, 200. / n, 16. / n} {
		if math.Abs(shares[y]-want) > 1e-6 {
			t.Errorf("class %d has weight %g, want %g", y, shares[y], want)
		}
	}
}

func TestByLabel_errors(t *testing.T) {
	codes := nntest.Normal(1, 24)
	labels := []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1}
	_, err := prior.Fit{Components: 1}.ByLabel(context.Background(), prior.Labelled{Codes: codes, Labels: labels}, prior.Labelled{}, 2, 2)
	var class *prior.ClassError
	if !errors.As(err, &class) || class.Class != 1 || class.Err.Error() != "3 codes, too few for a mixture: want 5 at least" {
		t.Errorf("error %v", err)
	}
	_, err = prior.Fit{Components: 1}.ByLabel(context.Background(), prior.Labelled{Codes: codes, Labels: labels}, prior.Labelled{}, 1, 2)
	if fmt.Sprint(err) != "prior: label 1 of code 9 is none of 1 classes" {
		t.Errorf("error %v", err)
	}
	_, err = prior.Fit{Components: 1}.ByLabel(context.Background(), prior.Labelled{Codes: codes, Labels: labels[1:]}, prior.Labelled{}, 2, 2)
	if fmt.Sprint(err) != "prior: 24 numbers are not codes of 2 dimensions with 11 labels" {
		t.Errorf("error %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = prior.Fit{Components: 1}.ByLabel(cancelled, prior.Labelled{Codes: codes, Labels: make([]int, 12)}, prior.Labelled{}, 1, 2)
	if !errors.Is(err, context.Canceled) || errors.As(err, &class) {
		t.Errorf("error %v", err)
	}
}
