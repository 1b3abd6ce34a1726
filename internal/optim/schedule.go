package optim

import (
	"math"

	"vae/internal/choice"
)

// Schedule gives the learning rate of each step.
type Schedule func(step int64) float64

var schedules = choice.List[func(rate float64, total int64) Schedule]{
	{Name: "constant", Value: constant},
	{Name: "cosine", Value: cosine},
}

// ScheduleNames returns the names that NewSchedule knows.
func ScheduleNames() []string { return schedules.Names() }

// NewSchedule returns the schedule of that name, which starts at the given rate and
// is made for a total number of steps. The error lists the names.
func NewSchedule(name string, rate float64, total int64) (Schedule, error) {
	schedule, err := schedules.Find("schedule", name)
	if err != nil {
		return nil, err
	}
	return schedule(rate, total), nil
}

// constant is the same rate in every step.
func constant(rate float64, _ int64) Schedule {
	return func(int64) float64 { return rate }
}

// cosine falls from rate to 0 along half a cosine over the total number of steps.
// Loshchilov & Hutter 2017 (arXiv:1608.03983), equation 5 without restarts.
func cosine(rate float64, total int64) Schedule {
	return func(step int64) float64 {
		progress := min(float64(step)/float64(total), 1)
		return rate * 0.5 * (1 + math.Cos(math.Pi*progress))
	}
}
