package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/grid"
	"vae/internal/nn/nntest"
)

// file returns images of the set as a .npy file, and as the model sees them.
func (c *client) file(from, n int) (file []byte, part *data.Set, in vae.Input) {
	c.Helper()
	shape := c.set.Shape()
	sizes := []int{n, shape.H, shape.W}
	if shape.C > 1 {
		sizes = append(sizes, shape.C)
	}
	part, err := data.NewSet("images", shape, pixels(c.set, from, n), nil)
	if err != nil {
		c.Fatal(err)
	}
	file = npy(sizes, pixels(c.set, from, n))
	if c.loaded.Model.Config().Conditional {
		labels := make([]int, n)
		for i := range labels {
			labels[i] = c.set.Label((from + i) % c.set.Len())
		}
		part = part.WithLabels(labels)
	}
	loader, err := data.NewLoader(part, data.LoaderConfig{BatchSize: 512, Binarize: c.loaded.Binarize, Seed: 9})
	if err != nil {
		c.Fatal(err)
	}
	if in.Images, in.Labels, err = loader.All(c.Context()); err != nil {
		c.Fatal(err)
	}
	return file, part, in
}

// query returns the parameter of labels, if there are any.
func query(labels []int) string {
	if labels == nil {
		return ""
	}
	return "&label=" + strings.Trim(strings.ReplaceAll(fmt.Sprint(labels), " ", ","), "[]")
}

// same demands that a .npy file and an array in JSON have these numbers.
func (c *client) same(path string, body []byte, name string, shape []int, want []float32) {
	c.Helper()
	method := "POST"
	if body == nil {
		method = "GET"
	}
	if got := c.ask(method, path, mediaNPY, body); !bytes.Equal(got, npy(shape, want)) {
		c.Errorf("%s: another .npy file", path)
	}
	got := into[map[string]json.RawMessage](c, c.ask(method, path, mediaJSON, body))
	if !slices.Equal(flat(c, got[name]), want) {
		c.Errorf("%s: another %s in JSON", path, name)
	}
}

// sheet demands that a picture has these images on it.
func (c *client) sheet(path string, body []byte, draw func(w *bytes.Buffer) error) {
	c.Helper()
	method := "POST"
	if body == nil {
		method = "GET"
	}
	var want bytes.Buffer
	if err := draw(&want); err != nil {
		c.Fatal(err)
	}
	got := c.ask(method, path, mediaPNG, body)
	if _, err := png.Decode(bytes.NewReader(got)); err != nil || !bytes.Equal(got, want.Bytes()) {
		c.Errorf("%s: another picture, %v", path, err)
	}
}

func TestEncode_isTheModels(t *testing.T) {
	everyKind(t, func(c *client) {
		file, _, in := c.file(3, 11)
		want, err := c.loaded.Model.Encode(in)
		if err != nil {
			c.Fatal(err)
		}
		c.same("/encode?output=mean"+query(in.Labels), file, "mean", []int{11, 3}, want.Mean)
		c.same("/encode?output=sample&seed=5"+query(in.Labels), file, "sample", []int{11, 3}, want.Sample(5))
		got := into[map[string]json.RawMessage](c, c.ask("POST", "/encode?"+query(in.Labels), mediaJSON, file))
		if !slices.Equal(flat(c, got["logvar"]), want.LogVar) || len(got) != 2 {
			c.Errorf("another log-variance, of %d arrays", len(got))
		}
		text := rows(c, pixels(c.set, 3, 11), c.set.Pixels())
		c.same("/encode?"+query(in.Labels), text, "mean", []int{11, 3}, want.Mean)
	})
}

func TestReconstruct_isTheModels(t *testing.T) {
	everyKind(t, func(c *client) {
		file, _, in := c.file(0, 9)
		codes, err := c.loaded.Model.Encode(in)
		if err != nil {
			c.Fatal(err)
		}
		want, err := c.loaded.Model.Decode(codes.Input())
		if err != nil {
			c.Fatal(err)
		}
		shape := c.set.Shape()
		path := "/reconstruct?" + query(in.Labels)
		c.same(path, file, "images", data.ImageArray("", want, shape).Shape, want)
		c.sheet(path, file, func(w *bytes.Buffer) error {
			return grid.EncodePNG(w, grid.Pairs(in.Images, want, 9, shape, grid.Options{}))
		})
	})
}

func TestScores_areThoseOfEvaluate(t *testing.T) {
	everyKind(t, func(c *client) {
		file, part, in := c.file(0, 5)
		models := map[string]*vae.Model{"own": c.loaded.Model}
		if c.loaded.Fitted != nil {
			models["fitted"] = c.loaded.Fitted
		}
		for name, model := range models {
			p := evaluate.Protocol{Binarize: evaluate.Binarization(c.loaded.Binarize), Samples: 7, Seed: 3}
			var logP, kl []float32
			err := evaluate.Scores(t.Context(), model, part, p, func(s evaluate.Score) error {
				logP, kl = append(logP, float32(s.LogLikelihood().Value)), append(kl, float32(s.KL))
				return nil
			})
			if err != nil {
				c.Fatal(err)
			}
			path := "/scores?samples=7&seed=3&prior=" + name + query(in.Labels)
			c.same(path, file, "log_p", []int{5}, logP)
			got := into[map[string][]float32](c, c.ask("POST", path, mediaJSON, file))
			if !slices.Equal(got["kl"], kl) || len(got) != 6 || len(got["ess"]) != 5 {
				c.Errorf("%s: %v", name, got)
			}
		}
	})
}

func TestDecode_isTheModels(t *testing.T) {
	everyKind(t, func(c *client) {
		in := vae.Input{Codes: nntest.Normal(5, 9*3)}
		if c.loaded.Model.Config().Conditional {
			in.Labels = slices.Repeat([]int{7}, 9)
		}
		want, err := c.loaded.Model.Decode(in)
		if err != nil {
			c.Fatal(err)
		}
		shape := c.set.Shape()
		for _, body := range [][]byte{npy([]int{9, 3}, in.Codes), rows(c, in.Codes, 3)} {
			path := "/decode?" + query(in.Labels)
			c.same(path, body, "images", data.ImageArray("", want, shape).Shape, want)
			c.sheet(path, body, func(w *bytes.Buffer) error {
				return grid.EncodePNG(w, grid.Sheet(want, 9, shape, grid.Options{}))
			})
		}
	})
}

func TestSample_isTheModels(t *testing.T) {
	everyKind(t, func(c *client) {
		for _, q := range []struct {
			query string
			draws vae.PriorDraws
			draw  bool
		}{
			{"n=7&seed=3&temperature=0.5", vae.PriorDraws{N: 7, Seed: 3, Temperature: 0.5}, false},
			{"n=7&draw=true", vae.PriorDraws{N: 7, Seed: 1, Temperature: 1}, true},
			{"n=3&prior=own", vae.PriorDraws{N: 3, Seed: 1, Temperature: 1}, false},
		} {
			model := c.loaded.Model
			if c.loaded.Fitted != nil && !strings.Contains(q.query, "own") {
				model = c.loaded.Fitted
			}
			codes, err := model.DrawPrior(q.draws)
			if err != nil {
				c.Fatal(err)
			}
			want, err := model.Decode(codes)
			if q.draw {
				want, err = model.Draw(codes, q.draws.Seed)
			}
			if err != nil {
				c.Fatal(err)
			}
			c.same("/sample?"+q.query, nil, "images", data.ImageArray("", want, c.set.Shape()).Shape, want)
			c.sheet("/sample?"+q.query, nil, func(w *bytes.Buffer) error {
				return grid.EncodePNG(w, grid.Sheet(want, q.draws.N, c.set.Shape(), grid.Options{}))
			})
		}
	})
}

// TestSample_ofClasses draws labels in turn.
func TestSample_ofClasses(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, conditional(t, set), set)
	got := into[struct{ Label []int }](t, c.ask("GET", "/sample?n=5&label=7,1", mediaJSON, nil))
	if !slices.Equal(got.Label, []int{7, 1, 7, 1, 7}) {
		t.Errorf("labels %v", got.Label)
	}
}

// TestPicture_isReadAsInTraining posts a picture of another size.
func TestPicture_isReadAsInTraining(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:16", vae.Config{}, set), set)
	var file bytes.Buffer
	if err := png.Encode(&file, grid.Image(pixels(set, 0, 1), set.Shape())); err != nil {
		t.Fatal(err)
	}
	read, err := data.ReadPicture(t.Context(), "a.png", file.Bytes(), c.loaded.Reading)
	if err != nil {
		t.Fatal(err)
	}
	want, err := c.loaded.Model.Encode(vae.Input{Images: pixels(read, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	c.same("/encode", file.Bytes(), "mean", []int{1, 3}, want.Mean)
}
