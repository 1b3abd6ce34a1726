package data

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	stddraw "image/draw"
	_ "image/jpeg" // the formats that image.Decode knows
	_ "image/png"
	"io"

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

// readPictures reads pictures as grey images of one size. kept are the places in sources of the
// images of the set: all, unless pictures that cannot be read are passed over. The error is a
// *PicturesError if some cannot be read and are not.
func (r *reader) readPictures(sources []pictureSource) (set *Set, kept []int, err error) {
	greys := make([]*image.Gray, len(sources))
	originals := make([]Size, len(sources))
	faults := make([]error, len(sources))
	kernel.Parallel(len(sources), func(i int) {
		if faults[i] = r.ctx.Err(); faults[i] == nil {
			greys[i], originals[i], faults[i] = readPicture(sources[i], r.opts.Size)
		}
	})
	if err := cmp.Or(faults...); err != nil {
		if r.ctx.Err() != nil {
			return nil, nil, fmt.Errorf("data: read pictures of %s: %w", r.name, r.ctx.Err())
		}
		return nil, nil, err
	}
	first := greys[0].Rect.Size()
	set = &Set{Name: r.name, Height: first.Y, Width: first.X, images: make([]picture, len(greys))}
	sizes := map[Size]int{}
	for _, g := range greys {
		sizes[Size{g.Rect.Dy(), g.Rect.Dx()}]++
	}
	if len(sizes) > 1 {
		return nil, nil, sizesError(r.name, sizes)
	}
	for i, g := range greys {
		set.images[i] = picture{bytes: g.Pix, number: i, file: sources[i].path, resized: originals[i] != Size{first.Y, first.X}}
		kept = append(kept, i)
	}
	return set, kept, nil
}

// readPicture reads a picture and converts it to grey by its luminance, transparency to
// black. It returns its original size, too.
func readPicture(source pictureSource, size Size) (g *image.Gray, original Size, err error) {
	r, onDisk, err := source.open()
	if err != nil {
		return nil, original, err
	}
	defer r.Close()
	path := source.path
	if onDisk > maxPictureFile {
		return nil, original, format.Expected(path, -1, fmt.Sprintf("a picture of %d bytes at most", maxPictureFile), fmt.Sprint(onDisk))
	}
	content, err := io.ReadAll(r)
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
