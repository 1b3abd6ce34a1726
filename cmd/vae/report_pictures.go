package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/png"
	"slices"

	"vae/internal/disk"
	"vae/internal/grid"
	"vae/internal/plural"
	"vae/report"
	"vae/train"
)

// What a report has room for: one on MNIST takes about a megabyte.
const (
	mostSheets     = 12      // of samples
	mostSheetBytes = 1 << 20 // of all of them, unless one has more
	mostOneSheet   = 16 << 20
	reportPairs    = 32 // images above their reconstructions
	reportUnlikely = 24 // least likely images
)

// samples returns the sheets of samples that the run has left, of so many epochs, evenly spread, as
// there is room for.
func (r *reported) samples(a *app) (sheets report.Pictures) {
	if r.folder == "" {
		return sheets
	}
	saved := slices.DeleteFunc(train.SavedPictures(r.folder), func(p train.EpochPictures) bool {
		return p.Samples == "" || p.Epoch > r.run.Epochs() // of epochs that are yet to be done again
	})
	var faults []string
	for n := min(mostSheets, len(saved)); n > 0; n-- {
		sheets.Pictures, faults = readSheets(evenly(saved, n))
		if n == 1 || sizeOf(sheets.Pictures) <= mostSheetBytes {
			a.tellPassedOver(faults, n)
			break
		}
	}
	of := plural.Of(r.run.Epochs(), "epoch")
	if n := len(sheets.Pictures); n < r.run.Epochs() {
		of = fmt.Sprintf("%d of %s", n, of)
	}
	sheets.Text = "Draws from the prior that the model was trained with, from the same noise, after each of " + of + "."
	return sheets
}

// evenly returns n of the elements, evenly spread, the last one among them and, of several, the
// first.
func evenly[T any](all []T, n int) []T {
	last := len(all) - 1
	return each(n, func(i int) T {
		if n == 1 {
			return all[last]
		}
		return all[(i*last+(n-1)/2)/(n-1)]
	})
}

// readSheets reads the samples of some epochs, and says which cannot be read.
func readSheets(epochs []train.EpochPictures) (all []report.Picture, faults []string) {
	for _, e := range epochs {
		file, err := disk.ReadFile(disk.OS{}, e.Samples, mostOneSheet)
		if err == nil {
			_, err = png.DecodeConfig(bytes.NewReader(file))
		}
		if err != nil {
			faults = append(faults, faultOf(e.Samples, plain(err)))
			continue
		}
		all = append(all, report.Picture{PNG: file, Alt: fmt.Sprintf("Samples after epoch %d", e.Epoch),
			Caption: fmt.Sprintf("epoch %d", e.Epoch)})
	}
	return all, faults
}

func sizeOf(pictures []report.Picture) (bytes int) {
	for _, p := range pictures {
		bytes += len(p.PNG)
	}
	return bytes
}

// reconstructions returns the first images above their reconstructions.
func (r *reported) reconstructions(ctx context.Context) (*report.Picture, error) {
	s := r.subject
	n := min(reportPairs, s.Len())
	originals, err := s.read(ctx, 0, n)
	if err != nil {
		return nil, err
	}
	again, err := s.reconstruct(originals)
	if err != nil {
		return nil, err
	}
	file, err := encoded(grid.Pairs(originals.Images, again, n, s.Shape(), grid.Options{}))
	return &report.Picture{
		PNG: file, Alt: fmt.Sprintf("%s, each above its reconstruction", plural.Of(n, "image")),
		Caption: plural.Of(n, "image") + " from the first on, each above what the decoder expects at the mean of q(z|x).",
	}, err
}

func encoded(img image.Image) ([]byte, error) {
	var file bytes.Buffer
	err := grid.EncodePNG(&file, img)
	return file.Bytes(), err
}

// unlikely returns the least likely images, as the model sees them.
func (r *reported) unlikely(ctx context.Context) (sheets report.Pictures, err error) {
	s := r.subject
	log := logP(r.scores)
	order := each(len(log), func(i int) int { return i })
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(log[i], log[j]) })
	for _, i := range order[:min(reportUnlikely, len(order))] {
		in, err := s.read(ctx, i, i+1)
		if err != nil {
			return sheets, err
		}
		file, err := encoded(grid.Image(in.Images, s.Shape()))
		if err != nil {
			return sheets, err
		}
		name, label := fmt.Sprint(s.Index(i)), ""
		if s.Labelled() {
			label = ", " + s.ClassName(s.Label(i))
		}
		sheets.Pictures = append(sheets.Pictures, report.Picture{PNG: file,
			Alt:     printable("Image " + name + label),
			Caption: printable(fmt.Sprintf("%s%s: %s", name, label, decimal(log[i], 1)))})
	}
	of := "index"
	if s.Labelled() {
		of += ", label"
	}
	sheets.Text = fmt.Sprintf("Below each its %s and %s in nats, by the bound of %s.",
		of, s.evidence(), plural.Of(s.protocol.Samples, "draw"))
	return sheets, nil
}
