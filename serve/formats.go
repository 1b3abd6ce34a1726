package serve

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vae/data"
	"vae/internal/grid"
	"vae/internal/web"
)

// Media types of answers.
const (
	mediaJSON = "application/json"
	mediaNPY  = "application/x-npy"
	mediaPNG  = "image/png"
)

// format is a way to write a result.
type format struct {
	media  string
	help   string
	images bool // of images only
	write  func(w io.Writer, r *result) error
}

// formats are all ways; the first is that of clients that ask for none.
var formats = []format{
	{mediaJSON, "every array by its name", false, func(w io.Writer, r *result) error {
		_, err := w.Write(r.json())
		return err
	}},
	{mediaNPY, "the first array, as the command writes it", false, func(w io.Writer, r *result) error {
		return data.WriteNPY(w, r.arrays[0].Shape, r.arrays[0].Floats)
	}},
	{mediaPNG, "the images on a sheet, as the command draws it", true, func(w io.Writer, r *result) error {
		return grid.EncodePNG(w, r.sheet())
	}},
}

// formats returns those of a route.
func (rt route) formats() (all []format) {
	for _, f := range formats {
		if rt.images || !f.images {
			all = append(all, f)
		}
	}
	return all
}

// format returns the first format among those that a client accepts.
func (rt route) format(r *http.Request) (format, error) {
	accepted := strings.Join(r.Header.Values("Accept"), ",")
	if accepted == "" {
		accepted = "*/*"
	}
	all := rt.formats()
	for some := range strings.SplitSeq(accepted, ",") {
		media, params, err := mime.ParseMediaType(some)
		if q, _ := strconv.ParseFloat(params["q"], 64); err != nil || params["q"] != "" && q == 0 {
			continue
		}
		i := slices.IndexFunc(all, func(f format) bool {
			kind, _, _ := strings.Cut(f.media, "/")
			return media == "*/*" || media == kind+"/*" || media == f.media
		})
		if i >= 0 {
			return all[i], nil
		}
	}
	known := names(all, func(f format) string { return f.media })
	return format{}, &web.Error{Status: http.StatusNotAcceptable, Message: "an answer is one of " + known}
}

// json returns all arrays as an object. Numbers have the fewest digits that are read back the same.
func (r *result) json() []byte {
	text := []byte("{")
	for i, a := range r.arrays {
		if i > 0 {
			text = append(text, ", "...)
		}
		text = strconv.AppendQuote(text, a.Name)
		text = append(text, ": "...)
		at := 0
		text = nested(text, a.Shape, func(text []byte) []byte {
			at++
			if a.Int != nil {
				return strconv.AppendInt(text, int64(a.Int(at-1)), 10)
			}
			return strconv.AppendFloat(text, float64(a.Floats[at-1]), 'g', -1, 32)
		})
	}
	return append(text, "}\n"...)
}

// nested appends an array of that shape. next appends its next element.
func nested(text []byte, shape []int, next func([]byte) []byte) []byte {
	if len(shape) == 0 {
		return next(text)
	}
	text = append(text, '[')
	for i := range shape[0] {
		if i > 0 {
			text = append(text, ',')
		}
		text = nested(text, shape[1:], next)
	}
	return append(text, ']')
}

// in returns a result in a format.
func (r *result) in(f format) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	var content bytes.Buffer
	err := f.write(&content, r)
	return content.Bytes(), err
}
