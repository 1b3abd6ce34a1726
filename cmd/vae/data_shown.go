package main

import (
	"fmt"
	"io"
	"strings"

	"vae/data"
	"vae/internal/plural"
)

// shown is what data show prints as JSON.
type shown struct {
	Data        string        `json:"data"`
	Height      int           `json:"height"`
	Width       int           `json:"width"`
	Fingerprint string        `json:"fingerprint"`
	Splits      []splitShown  `json:"splits"`
	Notices     []noticeShown `json:"notices,omitempty"`
	Written     []string      `json:"written,omitempty"` // the path of the sheet
}

type splitShown struct {
	Name   string            `json:"name"`
	Images int               `json:"images"`
	From   string            `json:"from"` // own part, drawn or last
	Low    float32           `json:"lowest_pixel"`
	High   float32           `json:"highest_pixel"`
	Labels []data.ClassCount `json:"labels,omitempty"`
}

type noticeShown struct {
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Warning bool   `json:"warning"`
}

// The origins of a split.
const (
	fromOwn   = "own part"
	fromDrawn = "drawn"
	fromLast  = "last"
)

// origin returns where the images of a split come from.
func origin(splits *data.Splits, name string) string {
	switch {
	case name == "validation" && splits.HeldOut == data.HeldOutDrawn, name == "test" && !splits.HasTest:
		return fromDrawn
	case name == "validation" && splits.HeldOut == data.HeldOutLast:
		return fromLast
	}
	return fromOwn
}

// shownOf returns what there is to show of a data set.
func shownOf(name string, splits *data.Splits) shown {
	shape := splits.All.Shape()
	s := shown{Data: name, Height: shape.H, Width: shape.W, Fingerprint: splits.All.Fingerprint()}
	for _, part := range []string{"train", "validation", "test"} {
		set, err := splits.Split(part)
		if err != nil {
			continue // empty: nothing to tell of it
		}
		all := set.Statistics()
		s.Splits = append(s.Splits, splitShown{part, set.Len(), origin(splits, part), all.Low, all.High, set.Counts()})
	}
	for _, n := range splits.Notices {
		s.Notices = append(s.Notices, noticeShown(n))
	}
	return s
}

// print writes it for people to read.
func (s shown) print(w io.Writer) {
	fprintf(w, "%s: images of %d×%d\n", s.Data, s.Height, s.Width)
	for _, split := range s.Splits {
		from := map[string]string{
			fromOwn:   ", a part of its own",
			fromDrawn: ", drawn from the others, the same every time",
			fromLast:  ", the last of the training images",
		}[split.From]
		if split.Name == "train" {
			from = ""
		}
		fprintf(w, "%-10s %s, pixels from %.3g to %.3g%s\n", split.Name, plural.Of(split.Images, "image"), split.Low, split.High, from)
		if len(split.Labels) > 0 {
			fprintf(w, "           %s\n", classes(split.Labels))
		}
	}
	fprintf(w, "fingerprint %s\n", s.Fingerprint)
}

// classes lists the counts of classes, or sums them up if that is long.
func classes(labels []data.ClassCount) string {
	const longest = 240
	var counts []string
	least, most := labels[0].Images, labels[0].Images
	for _, l := range labels {
		counts = append(counts, fmt.Sprintf("%s: %d", l.Name, l.Images))
		least, most = min(least, l.Images), max(most, l.Images)
	}
	if all := strings.Join(counts, ", "); len(all) <= longest {
		return all
	}
	each := plural.Of(most, "image")
	if least != most {
		each = fmt.Sprintf("%d to %s", least, each)
	}
	return fmt.Sprintf("%d classes from %s to %s, %s each", len(labels), labels[0].Name, labels[len(labels)-1].Name, each)
}
