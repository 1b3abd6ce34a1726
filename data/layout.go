package data

import (
	"fmt"
	"math"
	"strings"

	"vae/data/internal/format"
	"vae/internal/raster"
)

// layout says where in an array the pixels of its images are.
type layout struct {
	n        int
	shape    Shape // of the images, in grey
	channels int   // of the array: 1 grey, 3 red, green and blue, 4 with opacity
	planes   bool  // N×C×H×W, not N×H×W×C
}

// likelySide is the height and width from which on an array H×W×3 is taken for one picture in
// colour, not for H images of W×3.
const likelySide = 8

// layoutOf returns the layout of an array of images: N×H×W, or with channels N×H×W×C or N×C×H×W, or
// N×D where D is the number of pixels of size or, if that is open, a square.
func layoutOf(h format.Header, size Size) (layout, error) {
	l, err := anyLayoutOf(h, size)
	if err == nil && min(l.n, l.shape.H, l.shape.W) == 0 {
		err = format.Expected(h.File, "one image of one pixel or more", format.Sizes(h.Shape))
	}
	return l, err
}

// anyLayoutOf is layoutOf for arrays that may be empty.
func anyLayoutOf(h format.Header, size Size) (layout, error) {
	shape := h.Shape
	switch len(shape) {
	case 2:
		return rowsOf(h, size)
	case 3:
		n, height, width := shape[0], shape[1], shape[2]
		if colours(width) && n >= likelySide && height >= likelySide && size != (Size{height, width}) {
			return layout{}, format.Expected(h.File, "N×H×W×3 for pictures in colour", format.Sizes(shape)).WithHint(
				fmt.Sprintf("x[None] makes one picture of it; --size %dx%d says that these are %d grey images",
					height, width, n))
		}
		return layout{n, raster.Grey(height, width), 1, false}, nil
	case 4:
		switch {
		case shape[3] == 1 || colours(shape[3]):
			return layout{shape[0], raster.Grey(shape[1], shape[2]), shape[3], false}, nil
		case shape[1] == 1 || colours(shape[1]):
			return layout{shape[0], raster.Grey(shape[2], shape[3]), shape[1], true}, nil
		}
	}
	return layout{}, format.Expected(h.File,
		"images: N×H×W, N×H×W×C or N×C×H×W with 1, 3 or 4 channels, or N×D with square D or a given size",
		format.Sizes(shape))
}

func colours(channels int) bool { return channels == 3 || channels == 4 }

// rowsOf returns the layout of an array N×D. It is an error if the array may be one picture N×D.
func rowsOf(h format.Header, size Size) (layout, error) {
	n, d := h.Shape[0], h.Shape[1]
	if size != (Size{}) {
		if pixels := size.Height * size.Width; 3*pixels == d {
			return layout{n, raster.Grey(size.Height, size.Width), 3, false}, nil
		} else if pixels != d {
			return layout{}, &OptionError{"size", fmt.Sprintf("%s holds rows of %d pixels, not of %v", h.File, d, size)}
		}
		return layout{n, raster.Grey(size.Height, size.Width), 1, false}, nil
	}
	side := squareRoot(d)
	if side*side == d && n != d && (d > 1 || n == 1) || d == 0 {
		return layout{n, raster.Grey(side, side), 1, false}, nil
	}
	hint := fmt.Sprintf("x[None], which is 1×%d×%d, if this is one picture", n, d)
	if sizes := sizesOf(d); sizes != "" {
		hint += "; --size " + sizes + " if its rows are images"
	}
	if third := squareRoot(d / 3); 3*third*third == d {
		hint = fmt.Sprintf("x.reshape(-1, 3, %d, %d) if its rows are pictures in colour, red before green before blue, "+
			"--size %dx%d if pixel after pixel; %s", third, third, third, third, hint)
	}
	return layout{}, format.Expected(h.File, "N×H×W, or N×D with square D or a given size", format.Sizes(h.Shape)).
		WithHint(hint)
}

// squareRoot returns the greatest number whose square is at most d.
func squareRoot(d int) int { return int(math.Sqrt(float64(d))) }

// sizesOf returns the sizes with d pixels that are nearest to a square, for a hint, or "" if they
// have only one row or column.
func sizesOf(d int) string {
	for height := squareRoot(d); height > 1; height-- {
		if width := d / height; height*width == d {
			sizes := []string{fmt.Sprintf("%dx%d", height, width)}
			if height != width {
				sizes = append(sizes, fmt.Sprintf("%dx%d", width, height))
			}
			return strings.Join(sizes, " or ")
		}
	}
	return ""
}
