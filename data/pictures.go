package data

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	stddraw "image/draw"
	_ "image/jpeg" // the formats that image.Decode knows
	_ "image/png"
	"os"

	"golang.org/x/image/draw"

	"vae/data/internal/format"
	"vae/internal/kernel"
)

// maxPicture is the most pixels that a picture may have before it is resized, and
// maxPictureFile the most bytes of its file.
const (
	maxPicture     = 1 << 26
	maxPictureFile = 1 << 28
)

// readPictures reads PNG and JPEG files as grey images, resized if size is not open. It
// is an error if their sizes differ then.
func (r *reader) readPictures(paths []string) (*Set, error) {
	greys := make([]*image.Gray, len(paths))
	originals := make([]Size, len(paths))
	faults := make([]error, len(paths))
	kernel.Parallel(len(paths), func(i int) {
		if faults[i] = r.ctx.Err(); faults[i] == nil {
			greys[i], originals[i], faults[i] = readPicture(paths[i], r.opts.Size)
		}
	})
	if err := cmp.Or(faults...); err != nil {
		if r.ctx.Err() != nil {
			return nil, fmt.Errorf("data: read pictures of %s: %w", r.name, r.ctx.Err())
		}
		return nil, err
	}
	first := greys[0].Rect.Size()
	set := &Set{Name: r.name, Height: first.Y, Width: first.X, images: make([]picture, len(greys))}
	for i, g := range greys {
		if found := g.Rect.Size(); found != first {
			return nil, format.Expected(paths[i], -1,
				fmt.Sprintf("%v as in %s, or a size to resize all to", Size{first.Y, first.X}, paths[0]),
				Size{found.Y, found.X}.String())

		}
		set.images[i] = picture{bytes: g.Pix, number: i, file: paths[i], resized: originals[i] != Size{first.Y, first.X}}
	}
	return set, nil
}

// readPicture reads a picture and converts it to grey by its luminance, transparency to
// black. It returns its original size, too.
func readPicture(path string, size Size) (g *image.Gray, original Size, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, original, fmt.Errorf("data: %w", err)
	}
	if info.Size() > maxPictureFile {
		return nil, original, format.Expected(path, -1, fmt.Sprintf("a picture of %d bytes at most", maxPictureFile), fmt.Sprint(info.Size()))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, original, fmt.Errorf("data: %w", err)
	}
	header, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, original, format.Expected(path, -1, "a PNG or JPEG picture", err.Error())
	}
	original = Size{header.Height, header.Width}
	if header.Height < 1 || header.Width < 1 || header.Height > maxPicture/header.Width {
		return nil, original, format.Expected(path, -1, fmt.Sprintf("a picture of 1 to %d pixels", maxPicture), original.String())
	}
	decoded, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, original, format.Expected(path, -1, "a whole picture of "+original.String(), err.Error())
	}
	return resized(grey(decoded), size), original, nil
}

// grey returns the picture in grey, with no gaps between its rows.
func grey(p image.Image) *image.Gray {
	g := image.NewGray(image.Rectangle{Max: p.Bounds().Size()})
	stddraw.Draw(g, g.Rect, p, p.Bounds().Min, stddraw.Src)
	return g
}

// resized returns the picture in the given size, which may be open.
func resized(g *image.Gray, size Size) *image.Gray {
	if size == (Size{}) || size == (Size{g.Rect.Dy(), g.Rect.Dx()}) {
		return g
	}
	scaled := image.NewGray(image.Rect(0, 0, size.Width, size.Height))
	draw.CatmullRom.Scale(scaled, scaled.Rect, g, g.Rect, draw.Src, nil)
	return scaled
}
