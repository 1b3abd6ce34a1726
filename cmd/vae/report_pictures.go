package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
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
	reportUnlikely = 24
)

// samples returns the sheets of samples that the run has left, of so many epochs, evenly spread, as
// there is room for.
func (r *reported) samples(a *app) report.Pictures {
	epochs := r.run.Epochs()
	var sheets report.Pictures
	for n := min(mostSheets, epochs); n > 0; n-- {
		var faults []string
		sheets.Pictures, faults = r.sheets(evenly(epochs, n))
		if size := sizeOf(sheets.Pictures); size > mostSheetBytes && n > 1 {
			continue
		}
		a.tellPassedOver(faults, n)
		break
	}
	of := plural.Of(epochs, "epoch")
	if n := len(sheets.Pictures); n < epochs {
		of = fmt.Sprintf("%d of %s", n, of)
	}
	sheets.Text = fmt.Sprintf("Draws from the prior that the model was trained with, from the same noise every time, after each of %s.", of)
	return sheets
}

// evenly returns n of the epochs from 1 to last, the last one among them and, of several, the first.
func evenly(last, n int) []int {
	return each(n, func(i int) int {
		if n == 1 {
			return last
		}
		return 1 + (i*(last-1)+(n-1)/2)/(n-1)
	})
}

// sheets returns the samples of some epochs, and says of which there are none.
func (r *reported) sheets(epochs []int) (all []report.Picture, faults []string) {
	for _, epoch := range epochs {
		path := train.SamplesPath(r.folder, epoch)
		file, err := disk.ReadFile(disk.OS{}, path, mostOneSheet)
		if err == nil {
			_, err = png.DecodeConfig(bytes.NewReader(file))
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("it is not there")
		}
		if err != nil {
			faults = append(faults, faultOf(path, plain(err)))
			continue
		}
		all = append(all, report.Picture{PNG: file, Alt: fmt.Sprintf("Samples after epoch %d", epoch),
			Caption: fmt.Sprintf("epoch %d", epoch)})
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
		Caption: fmt.Sprintf("The first %d of these images, each above its reconstruction: the decoder's expectation at the mean "+
			"of q(z|x).", n),
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
		if s.Labels != nil {
			label = ", " + s.ClassName(s.Labels[i])
		}
		sheets.Pictures = append(sheets.Pictures, report.Picture{PNG: file,
			Alt:     printable("Image " + name + label),
			Caption: printable(fmt.Sprintf("%s%s: %s", name, label, decimal(log[i], 1)))})
	}
	of := "index"
	if s.Labels != nil {
		of += ", label"
	}
	sheets.Text = fmt.Sprintf("Below each its %s and %s in nats, by the bound of %s.",
		of, s.evidence(), plural.Of(s.protocol.Samples, "draw"))
	return sheets, nil
}
