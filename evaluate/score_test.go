package evaluate_test

import (
	"fmt"
	"slices"
	"testing"

	"vae/data"
	"vae/evaluate"
)

// TestScores_doNotDependOnTheOthers cuts sets short, so that the last images are scored in batches
// of other sizes: their scores stay the same to the bit.
func TestScores_doNotDependOnTheOthers(t *testing.T) {
	all := data.DrawDigits(600, 3)
	m := model(t, all)
	for _, c := range []struct{ samples, whole, part int }{{1, 600, 5}, {1, 600, 513}, {7, 600, 80}, {100, 13, 1}, {1100, 3, 2}} {
		p := evaluate.Protocol{Samples: c.samples, Seed: 1, Binarize: data.BinarizeDynamic}
		scores := func(n int) (lines []string) {
			err := evaluate.Scores(t.Context(), m, all.Slice(0, n), p, func(s evaluate.Score) error {
				lines = append(lines, fmt.Sprint(s))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return lines
		}
		for _, i := range []int{0, c.whole / 2, c.whole - 1} {
			one, err := evaluate.ScoreOf(t.Context(), m, all.Slice(0, c.whole), i, p)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprint(one), scores(c.whole)[i]; got != want {
				t.Errorf("%d samples: the score of image %d alone is %s, want %s", c.samples, i, got, want)
			}
		}
		if whole, part := scores(c.whole), scores(c.part); len(part) != c.part || !slices.Equal(part, whole[:c.part]) {
			t.Errorf("%d samples: the scores of %d images are not those of the first of %d", c.samples, c.part, c.whole)
		}
	}
}
