package export

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"time"
)

// History is how a run went.
type History struct {
	Began    time.Time
	Settings map[string]any // texts, numbers, yes or no, or lists of these
	Epochs   []Epoch
}

// Epoch is what is known of an epoch.
type Epoch struct {
	Number   int   // from 1
	Step     int64 // optimisation steps taken until its end
	Ended    time.Time
	Figures  []Figure
	Pictures []Picture
}

// Figure is a number with its name, such as validation/nelbo.
type Figure struct {
	Name  string
	Value float64
}

// Picture is a picture with its name, such as samples.
type Picture struct {
	Name string
	PNG  func() ([]byte, error)
}

// table returns the figures of a run as a .csv file: a row for each epoch, a column for each
// figure that one of them has.
func table(s *Subject) ([]File, error) {
	names := []string{"epoch", "step"}
	for _, e := range s.History.Epochs {
		for _, f := range e.Figures {
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
	}
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	rows := [][]string{names}
	for _, e := range s.History.Epochs {
		row := make([]string, len(names))
		row[0], row[1] = strconv.Itoa(e.Number), strconv.FormatInt(e.Step, 10)
		for _, f := range e.Figures {
			row[slices.Index(names, f.Name)] = strconv.FormatFloat(f.Value, 'g', -1, 64)
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		return nil, err
	}
	return []File{content("metrics.csv", text.Bytes())}, nil
}
