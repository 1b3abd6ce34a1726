package serve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"

	"vae"
	"vae/data"
	"vae/internal/web"
)

// body is what the content of a request is.
type body struct {
	name, help string

	media []string                  // types that are accepted; what content is, it says itself
	of    func(m *vae.Model) schema // of JSON
	read  func(ctx context.Context, q *request, content []byte) error
}

var images = &body{
	"images", "a picture (PNG, JPEG, …), which is brought to the model's size; a .npy file (N, H, W), " +
		"(N, H, W, 3) or (N, H·W), bytes or numbers from 0 to 1; or an array of such a shape in JSON, " +
		"from 0 (black) to 1 (white)",
	[]string{"image/*", mediaNPY, mediaJSON},
	func(m *vae.Model) schema { return rowsSchema(m, m.Config().Pixels(), 0, 1) },
	readImages,
}

var codes = &body{
	"codes", "a .npy file (N, Z), or such an array in JSON",
	[]string{mediaNPY, mediaJSON},
	func(m *vae.Model) schema { return rowsSchema(m, m.Config().Latent, -farthest, farthest) },
	readCodes,
}

// rowsSchema is the schema of rows of numbers.
func rowsSchema(m *vae.Model, width int, least, most float64) schema {
	value := schema{"type": "number", "minimum": least, "maximum": most}
	row := schema{"type": "array", "items": value, "minItems": width, "maxItems": width}
	return schema{"type": "array", "items": row, "minItems": 1, "maxItems": rowsOf(m)}
}

// rowsOf returns the most rows of a request to a model.
func rowsOf(m *vae.Model) int { return max(1, min(mostRows, mostNumbers/m.Config().Pixels())) }

// named stands for the name of a file in errors.
const named = "body"

// readImages reads images, and binarises them as in training.
func readImages(ctx context.Context, q *request, content []byte) (err error) {
	if q.set, err = q.imagesIn(ctx, content); err != nil {
		return err
	}
	if have, want := q.set.Shape(), q.Model.Config().Shape(); have != want {
		return unprocessable("the images are %v, the model takes %v", have, want)
	}
	if err := q.accept(q.set.Len()); err != nil {
		return err
	}
	q.set = q.set.WithLabels(q.in.Labels)
	loader, err := data.NewLoader(q.set, data.LoaderConfig{BatchSize: q.rows, Binarize: q.Binarize})
	if err != nil {
		return err
	}
	q.in.Images, _, err = loader.All(ctx)
	return err
}

// imagesIn returns the images in the content of a request.
func (q *request) imagesIn(ctx context.Context, content []byte) (*data.Set, error) {
	if !isJSON(content) {
		set, notices, err := data.ReadImages(ctx, named, content, q.Reading)
		for _, n := range notices {
			q.notices = append(q.notices, n.Message)
		}
		if option := (*data.OptionError)(nil); errors.As(err, &option) { // another size
			err = unprocessable("%v", option)
		}
		return set, err
	}
	a, err := readArray(content)
	if err != nil {
		return nil, err
	}
	s := q.Model.Config().Shape()
	shapes := [][]int{{s.Size()}, {s.H, s.W, s.C}}
	if s.C == 1 {
		shapes = append(shapes, []int{s.H, s.W})
	}
	if _, ok := a.rows(shapes...); !ok {
		return nil, unprocessable("an array of shape %v holds no images of %v", a.shape, s)
	}
	return data.NewSet(named, s, a.values, nil)
}

// farthest is the largest absolute value of a code: beyond it images are lost to rounding.
const farthest = 1e6

// readCodes reads codes.
func readCodes(_ context.Context, q *request, content []byte) error {
	z := q.Model.Config().Latent
	var all data.Codes
	if isJSON(content) {
		a, err := readArray(content)
		if err != nil {
			return err
		}
		n, ok := a.rows([]int{z})
		if !ok {
			return unprocessable("an array of shape %v holds no codes of %d dimensions", a.shape, z)
		}
		all = data.Codes{Rows: n, Dimensions: z, Values: a.values}
	} else {
		var err error
		if all, err = data.ReadCodesNPY(named, content, q.Reading.Limit); err != nil {
			return err
		}
	}
	if all.Dimensions != z {
		return unprocessable("codes of %d dimensions, the model has %d", all.Dimensions, z)
	}
	for _, v := range all.Values {
		if math.Abs(float64(v)) > farthest {
			return unprocessable("codes lie within ±%g", float64(farthest))
		}
	}
	q.in.Codes = all.Values
	return q.accept(all.Rows)
}

// admit takes room for the answer to so many rows.
func (q *request) admit(rows int) error {
	if most := rowsOf(q.Model); rows > most {
		return &web.Error{Status: http.StatusRequestEntityTooLarge,
			Message: fmt.Sprintf("%d images or codes, a request has at most %d", rows, most)}
	}
	q.rows = rows
	return q.place.take(int64(rows) * int64(q.Model.Config().Pixels()) * perPixel)
}

// accept takes the rows of a body.
func (q *request) accept(rows int) error {
	if err := q.admit(rows); err != nil {
		return err
	}
	return q.label()
}

// label gives the rows of the body their labels: each its own, or all the only one.
func (q *request) label() error {
	m := q.Model.Config()
	switch n := len(q.labels); {
	case !m.Conditional && n > 0:
		return web.BadRequest("label is for a conditional model, which this is not")
	case !m.Conditional:
		return nil
	case n == 0:
		return web.BadRequest("the model depends on labels: label gives them")
	case n != 1 && n != q.rows:
		return web.BadRequest("%d labels for %d images or codes", n, q.rows)
	case n == q.rows:
		q.in.Labels = q.labels
	default:
		q.in.Labels = slices.Repeat(q.labels, q.rows)
	}
	return m.CheckLabels(q.in.Labels, q.rows)
}

// unprocessable returns the error of content that does not suit the model.
func unprocessable(format string, args ...any) error {
	return &web.Error{Status: http.StatusUnprocessableEntity, Message: fmt.Sprintf(format, args...)}
}
