package optim

import (
	"math"

	"vae/internal/choice"
)

// Schedule gives the learning rate of each step.
type Schedule func(step int64) float64

var schedules = choice.List[func(rate float64, total int64) Schedule]{
	{Name: "constant", Value: constant},
	{Name: "cosine", Value: Cosine},
	{Name: "staircase", Value: staircase},
}

// Schedules lists what NewSchedule knows.
func Schedules() choice.Menu { return schedules.Menu() }

// NewSchedule returns the schedule of that name from the given first rate over a total number of
// steps. The error lists the names.
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

// Cosine falls from rate to 0 along half a cosine over the total number of steps. Loshchilov &
// Hutter 2017 (arXiv:1608.03983), equation 5 without restarts.
func Cosine(rate float64, total int64) Schedule {
	return func(step int64) float64 {
		progress := min(float64(step)/float64(total), 1)
		return rate * 0.5 * (1 + math.Cos(math.Pi*progress))
	}
}

// staircase falls from rate to a tenth of it in eight rounds, by a factor of 10^(−1/7) from one to
// the next. Each round is three times as long as the one before: Burda, Grosse & Salakhutdinov 2016
// (arXiv:1509.00519), section 5, whose 1, 3, …, 2187 epochs are scaled to the number of steps.
func staircase(rate float64, total int64) Schedule {
	const rounds, sum = 8, 3280 // 1 + 3 + … + 3⁷
	return func(step int64) float64 {
		round, end, length := 0, 1.0, 1.0
		for round < rounds-1 && float64(step) >= end/sum*float64(total) {
			length *= 3
			end += length
			round++
		}
		return rate * math.Pow(10, -float64(round)/(rounds-1))
	}
}
