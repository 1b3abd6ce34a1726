package evaluate_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae/evaluate"
	"vae/internal/nn/nntest"
)

// blobs returns n normal codes of unit variance, in two dimensions, with the labels 3, 7, 3, 7, …:
// their first coordinate is shifted by ±distance/2.
func blobs(seed uint64, n int, distance float32) evaluate.Labelled {
	l := evaluate.Labelled{Codes: nntest.Normal(seed, 2*n)}
	for i := range n {
		label, shift := 3, -distance/2
		if i%2 == 1 {
			label, shift = 7, distance/2
		}
		l.Codes[2*i] += shift
		l.Labels = append(l.Labels, label)
	}
	return l
}

func classify(t *testing.T, training, test evaluate.Labelled) evaluate.Classification {
	t.Helper()
	c, err := evaluate.Classify(context.Background(), training, test)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestClassify_bayesRate: the best that can be done with two normal classes a distance d apart is
// Φ(d/2), by a linear boundary. One nearest neighbour errs at most twice as often (Cover & Hart
// 1967), with many to choose from.
func TestClassify_bayesRate(t *testing.T) {
	const distance = 2
	c := classify(t, blobs(1, 20000, distance), blobs(2, 5000, distance))
	best := distuv.UnitNormal.CDF(distance / 2)
	within(t, "the linear accuracy", c.Linear, best)
	if e := 1 - c.Nearest.Mean; e < 1-best || e > 2*(1-best)+4*float64(c.Nearest.StandardError) {
		t.Errorf("the nearest neighbour errs in %g, the best in %g", e, 1-best)
	}
	if c.Training != 20000 || c.Classes != 2 {
		t.Errorf("%d images, %d classes", c.Training, c.Classes)
	}
	if want := math.Sqrt(best * (1 - best) / 5000); math.Abs(float64(c.Linear.StandardError)-want) > 0.1*want {
		t.Errorf("the error is %g, want %g", c.Linear.StandardError, want)
	}
}

// TestClassify_notLinear puts equal labels in opposite quadrants: neighbours tell them apart, no
// line does.
func TestClassify_notLinear(t *testing.T) {
	quadrants := func(seed uint64, n int) evaluate.Labelled {
		l := evaluate.Labelled{Codes: nntest.Normal(seed, 2*n)}
		for i := range n {
			label := 0
			if (l.Codes[2*i] > 0) == (l.Codes[2*i+1] > 0) {
				label = 1
			}
			l.Labels = append(l.Labels, label)
		}
		return l
	}
	c := classify(t, quadrants(1, 4000), quadrants(2, 1000))
	if c.Nearest.Mean < 0.95 {
		t.Errorf("the nearest neighbour is right in %g", c.Nearest.Mean)
	}
	if c.Linear.Mean > 0.6 {
		t.Errorf("a line is right in %g", c.Linear.Mean)
	}
}

// TestClassify_foundAgain classifies the codes that were learnt from: the nearest is itself. A
// label that the training lacks is never found.
func TestClassify_foundAgain(t *testing.T) {
	training := blobs(1, 5000, 1)
	if c := classify(t, training, training); c.Nearest.Mean != 1 {
		t.Errorf("%g are found again", c.Nearest.Mean)
	}
	test := blobs(2, 100, 1)
	for i := range test.Labels {
		test.Labels[i] = 5
	}
	if c := classify(t, training, test); c.Nearest.Mean != 0 || c.Linear.Mean != 0 {
		t.Errorf("a label that is not there is found: %v", c)
	}
}

// TestClassify_oneClass has nothing to tell apart.
func TestClassify_oneClass(t *testing.T) {
	one := evaluate.Labelled{Codes: nntest.Normal(1, 20), Labels: make([]int, 10)}
	if c := classify(t, one, one); c.Nearest.Mean != 1 || c.Linear.Mean != 1 {
		t.Errorf("%v", c)
	}
}

func TestClassify_stops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := evaluate.Classify(ctx, blobs(1, 10, 1), blobs(2, 10, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
