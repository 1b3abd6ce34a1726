package export_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/export"
)

// began is when the history of the tests began.
var began = time.Date(2026, 11, 27, 20, 0, 0, 0, time.UTC)

// history returns that of a run of n epochs of 10 steps.
func history(n int) export.History {
	h := export.History{Began: began, Settings: map[string]any{
		"lr": 0.001, "net": "mlp:400", "conditional": true, "hidden": []any{1.0, 2.0},
	}}
	for i := 1; i <= n; i++ {
		h.Epochs = append(h.Epochs, export.Epoch{
			Number: i, Step: int64(10 * i), Ended: began.Add(time.Duration(i) * time.Minute),
			Figures: []export.Figure{{Name: "train/nelbo", Value: 100 / float64(i)}, {Name: "lr", Value: 0.001}},
			Pictures: []export.Picture{{Name: "samples", PNG: func() ([]byte, error) {
				var b bytes.Buffer
				err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3)))
				return b.Bytes(), err
			}}},
		})
	}
	return h
}

// TestTensorBoard_readsEvents has TensorBoard's own reader count what is in the files: of a whole
// run, and of one that was resumed, whose second file has all steps of the first.
func TestTensorBoard_readsEvents(t *testing.T) {
	needs(t, "tensorboard")
	whole, resumed := t.TempDir(), t.TempDir()
	write(t, whole, "tensorboard", &export.Subject{History: history(5)})
	write(t, resumed, "tensorboard", &export.Subject{History: history(3)})
	later := history(4)
	later.Began = began.Add(time.Hour)
	create(t, filepath.Join(resumed, export.EventsName(later.Began)), func(w io.Writer) error {
		if err := export.WriteEvents(w, later); err != nil {
			return err
		}
		return export.WriteEpoch(w, history(5).Epochs[4])
	})
	run(t, "testdata/read_events.py", whole, resumed)
}

// subjectOfImages returns a model with images and what is known of them.
func subjectOfImages(t *testing.T, shape vae.Shape, n int) *export.Subject {
	t.Helper()
	c, err := vae.Config{Latent: 3, Likelihood: "bernoulli"}.WithNetwork("mlp:4")
	if err != nil {
		t.Fatal(err)
	}
	s := &export.Subject{Name: `a "b"`, Model: newModel(t, c.WithShape(shape))}
	s.Images.Input.Images = make([]float32, n*shape.Size())
	for i := range n {
		s.Images.Input.Images[i*shape.Size()] = float32(i) / 255
	}
	s.Images.About = about(n)
	return s
}

// about returns the index and the file of n images.
func about(n int) []data.Array {
	return []data.Array{
		{Name: "index", Shape: []int{n}, Int: func(i int) int { return i }},
		{Name: "file", Shape: []int{n}, Text: func(i int) string { return fmt.Sprintf("a\tb\n%d.png", i) }},
	}
}

// TestProjector_readsBack has Python read the files as the Projector does, and compare them with
// the codes and images.
func TestProjector_readsBack(t *testing.T) {
	needs(t, "tensorboard", "numpy", "PIL")
	for _, shape := range []vae.Shape{{C: 1, H: 3, W: 5}, {C: 3, H: 4, W: 2}} {
		dir, s := t.TempDir(), subjectOfImages(t, shape, 11)
		write(t, dir, "projector", s)
		codes, err := s.Model.Encode(s.Images.Input)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(map[string]any{
			"codes": codes.Mean, "images": s.Images.Input.Images, "shape": []int{shape.H, shape.W, shape.C},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "want.json"), want, 0o666); err != nil {
			t.Fatal(err)
		}
		run(t, "testdata/read_projector.py", dir)
	}
}

// TestProjector_samples checks that draws are other codes than the means, and a single column of
// what is known has no title.
func TestProjector_samples(t *testing.T) {
	dir, s := t.TempDir(), subjectOfImages(t, vae.Shape{C: 1, H: 2, W: 2}, 3)
	s.Images.About = s.Images.About[:1]
	write(t, filepath.Join(dir, "means"), "projector", s)
	s.Options = map[string]bool{"samples": true}
	write(t, filepath.Join(dir, "samples"), "projector", s)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := read("means/metadata.tsv"); got != "0\n1\n2\n" {
		t.Errorf("metadata.tsv is %q", got)
	}
	if read("means/tensors.tsv") == read("samples/tensors.tsv") {
		t.Error("draws are the means")
	}
}

// TestCSV_hasAColumnForEachFigure gives the second epoch a figure that the first lacks.
func TestCSV_hasAColumnForEachFigure(t *testing.T) {
	h := history(2)
	h.Epochs[1].Figures = append(h.Epochs[1].Figures[1:], export.Figure{Name: "a,b", Value: 1e-30})
	dir := t.TempDir()
	write(t, dir, "csv", &export.Subject{History: h})
	got, err := os.ReadFile(filepath.Join(dir, "metrics.csv"))
	want := "epoch,step,train/nelbo,lr,\"a,b\"\n1,10,100,0.001,\n2,20,,0.001,1e-30\n"
	if err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
}

// TestHub_cardIsRead has huggingface_hub parse the card of models with names that YAML or Markdown
// could take for something else, and runs the Python in it where there is PyTorch.
func TestHub_cardIsRead(t *testing.T) {
	needs(t, "huggingface_hub")
	all := configs(t)
	for _, name := range []string{"conv:3,4/6 laplace vamp false", "mlp:7 bernoulli mixture true"} {
		dir := t.TempDir()
		write(t, dir, "hub", &export.Subject{
			Name: "a: \"b\" |\n\\N{}\"\"\" #c\xff", Model: newModel(t, all[name]), Step: 12, Binarize: "dynamic",
			Settings: map[string]any{"lr": 1e-3, "source": "x|y"},
			Card: export.Card{
				Data: "no: yes", Split: "test", Unit: "nats per image",
				Rows: []export.Row{
					{Name: "−ELBO", Mean: "98.123", StandardError: "0.100", ID: "nelbo", Value: 98.1234},
					{Name: "  KL(q ‖ p(z|x))", Mean: "1.000", StandardError: "–", ID: "kl", Value: 1},
					{Name: "active units", Mean: "2 of 3"},
				},
				Remarks: []export.Remark{{Name: "draws", Text: "10 z ~ q(z|x)"}},
			},
		})
		run(t, "testdata/read_card.py", dir)
	}
}
