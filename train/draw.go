package train

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"vae/data"
	"vae/internal/disk"
	"vae/internal/figure"
	"vae/internal/plot"
	"vae/internal/view"
)

// map.png shows the codes of so many images at most, and of fewer if they are large: drawing is not
// to take the time of training.
const (
	mapImages    = 2000
	mapPixels    = 1 << 24
	fewMapImages = 200
	lookBatch    = 128 // images encoded at a time
)

// Draw writes two pictures to the run folder: curves.png, the figures of all epochs, and map.png,
// where the codes of images are that the run does not train on, if it has such. They depend on the
// state of the run only. There is none before the first epoch has ended.
func (r *Run) Draw() error {
	_, rows, err := readMetrics(r.folder.fsys, filepath.Join(r.folder.path, metricsName))
	if err != nil || len(rows) == 0 {
		return err
	}
	curves := figure.Curves("Training on "+r.dataName(), []figure.Run{Curve(r.describe(), rows)})
	if err := r.draw(curvesName, curves); err != nil {
		return err
	}
	codes, err := r.codes()
	if err != nil || codes == nil {
		return err
	}
	return r.draw(mapName, codes)
}

// codes returns the map of the codes, nil if there are too few.
func (r *Run) codes() (*plot.Canvas, error) {
	of := "training"
	if r.validation.Len() > 0 {
		of = "validation"
	}
	o := r.config.Optimization
	some := r.shown.Sample(min(mapImages, max(fewMapImages, mapPixels/r.shown.Pixels())), o.Seed)
	if some.Len() < 2 {
		return nil, nil
	}
	loader, err := r.loader(some)
	if err != nil {
		return nil, err
	}
	options := view.MapOptions{Title: "Latent space of " + r.describe(), Prior: r.config.Model.PriorName(), Seed: o.Seed}
	if m := r.config.Model; m.Conditional {
		options.Class = m.Classes[0]
	}
	return view.Map(r.model, view.Images{
		Set: some, Batches: loader.From(context.Background(), 0), Of: of + " images of " + r.dataName(),
	}, options)
}

// loader returns a loader of images to look at, binarised as in training.
func (r *Run) loader(images *data.Set) (*data.Loader, error) {
	return data.NewLoader(images, data.LoaderConfig{
		BatchSize: lookBatch, Binarize: r.config.Data.Binarize, Seed: r.config.Optimization.Seed,
	})
}

// dataName returns the name of the data, as a picture can show it.
func (r *Run) dataName() string { return plot.Drawable(filepath.Base(r.config.Data.Source)) }

// describe says in a few words what is trained.
func (r *Run) describe() string {
	m := r.config.Model
	return fmt.Sprintf("%s, latent %d", m.Network(), m.Latent)
}

func (r *Run) draw(name string, c *plot.Canvas) error {
	return disk.WriteFile(r.folder.fsys, filepath.Join(r.folder.path, name), func(w io.Writer) error { return c.PNG(w) })
}
