package optim_test

import (
	"math"
	"testing"

	"vae/internal/optim"
)

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
