package train

import (
	"context"
	"image"
	"io"
	"path/filepath"

	"vae"
	"vae/internal/disk"
	"vae/internal/grid"
)

// The number of codes and of images in the pictures of an epoch. The images, and the noise from
// which the codes are drawn, are the same every time.
const (
	pictureSamples         = 64
	pictureReconstructions = 32
)

// pictures writes samples and reconstructions of the model after every epoch.
type pictures struct {
	folder *Folder
	model  *vae.Model
	seed   uint64    // of the codes of the samples
	shown  vae.Input // originals of the reconstructions
}

func newPictures(r *Run) (*pictures, error) {
	folder := filepath.Join(r.folder.path, imageFolder)
	if err := disk.MkdirAll(r.folder.fsys, folder); err != nil {
		return nil, err
	}
	if err := disk.RemoveTemporary(r.folder.fsys, folder); err != nil {
		return nil, err
	}
	p := &pictures{folder: r.folder, model: r.model, seed: r.config.Optimization.Seed}
	loader, err := r.loader(r.shown.Slice(0, min(pictureReconstructions, r.shown.Len())))
	if err != nil {
		return nil, err
	}
	for batch, err := range loader.From(context.Background(), 0) {
		if err != nil {
			return nil, err
		}
		p.shown.Images = append(p.shown.Images, batch.Images...)
		p.shown.Labels = append(p.shown.Labels, batch.Labels...)
	}
	return p, nil
}

// Observe writes two sheets at the end of an epoch.
func (p *pictures) Observe(e Event) error {
	ended, ok := e.(*EpochEnded)
	if !ok {
		return nil
	}
	shape := p.model.Config().Shape()
	samples, err := p.model.Sample(pictureSamples, p.seed)
	if err != nil {
		return err
	}
	sheet := grid.Sheet(samples, pictureSamples, shape, grid.Options{})
	if err := p.write(pictureName(ended.Epoch, samplesEnding), sheet); err != nil {
		return err
	}
	codes, err := p.model.Encode(p.shown)
	if err != nil {
		return err
	}
	again, err := p.model.Decode(codes.Input())
	if err != nil {
		return err
	}
	sheet = grid.Pairs(p.shown.Images, again, codes.Len(), shape, grid.Options{})
	return p.write(pictureName(ended.Epoch, reconstructionsEnding), sheet)
}

func (p *pictures) write(name string, img image.Image) error {
	path := filepath.Join(p.folder.path, imageFolder, name)
	return disk.WriteFile(p.folder.fsys, path, func(w io.Writer) error { return grid.EncodePNG(w, img) })
}
