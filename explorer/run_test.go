package explorer_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io/fs"
	"sync"
	"testing"

	"vae"
	"vae/data"
	"vae/explorer"
	"vae/train"
)

// run is a training that goes on by an epoch when a test tells it to. Before its first it has no
// checkpoint.
type run struct {
	testing.TB
	images  *data.Set
	stepper *train.Stepper
	model   *vae.Model // that is trained
	kind    string

	mu      sync.Mutex
	loaded  *explorer.Loaded
	history explorer.History
	files   map[string][]byte // of its pictures
}

func (r *run) Stamp() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.loaded == nil {
		return ""
	}
	return r.loaded.Path
}

func (r *run) Load(context.Context) (*explorer.Loaded, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.loaded, nil
}

func (r *run) History() (*explorer.History, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.history
	return &h, nil
}

// set changes what is known of the training.
func (r *run) set(h explorer.History) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = h
}

func (r *run) Picture(name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.files[name] == nil {
		return nil, fs.ErrNotExist
	}
	return r.files[name], nil
}

func (r *run) ReadPicture(ctx context.Context, name string, content []byte) (*data.Set, error) {
	shape := r.images.Shape()
	size := data.Size{Height: shape.H, Width: shape.W}
	return data.ReadPicture(ctx, name, content, data.Options{Size: size, Colours: data.ColoursOf(shape)})
}

// picture returns the PNG file of an even image.
func picture(t testing.TB, shape vae.Shape, level byte) []byte {
	t.Helper()
	all := image.NewNRGBA(image.Rect(0, 0, shape.W, shape.H))
	for i := range all.Pix {
		all.Pix[i] = level | byte(i%4/3*255)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, all); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
