package data

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
	"vae/internal/choice"
	"vae/internal/fault"
)

// Fit is a way to resize a picture to a size of another shape.
type Fit int

// The ways to fit.
const (
	FitCrop    Fit = iota // the middle of the picture, cut to the shape
	FitPad                // the whole picture, black beside it
	FitStretch            // the whole picture, stretched
)

// fits is in the order of the constants.
var fits = choice.List[Fit]{
	{Name: "crop", Value: FitCrop, Help: "the middle of the picture, cut to the shape"},
	{Name: "pad", Value: FitPad, Help: "the whole picture, black beside it"},
	{Name: "stretch", Value: FitStretch, Help: "the whole picture, stretched to the shape"},
}

// Fits returns the names of the ways to fit.
func Fits() choice.Menu { return fits.Menu() }

// ParseFit returns the way of that name. The error is an *OptionError.
func ParseFit(name string) (f Fit, err error) {
	defer fault.Mark("data", &err)
	f, err = fits.Find("way to fit", name)
	if err != nil {
		return 0, &OptionError{"fit", err.Error()}
	}
	return f, nil
}

func (f Fit) String() string {
	if f < 0 || int(f) >= len(fits) {
		return fmt.Sprintf("Fit(%d)", int(f))
	}
	return fits[f].Name
}

// done returns what was done to the pictures.
func (f Fit) done() string {
	return cmp.Or(map[Fit]string{FitCrop: "cut", FitPad: "padded"}[f], "stretched")
}

// placing is how a picture is resized: its part from fills the part to of the image.
type placing struct {
	from, to image.Rectangle
	reshaped bool // the picture has another shape
}

func (f Fit) place(picture, size Size) placing {
	p := placing{from: image.Rect(0, 0, picture.Width, picture.Height), to: image.Rect(0, 0, size.Width, size.Height)}
	switch f {
	case FitCrop:
		whole := p.from
		p.from = middle(p.from, size)
		p.reshaped = p.from != whole
	case FitPad:
		whole := p.to
		p.to = middle(p.to, picture)
		p.reshaped = p.to != whole
	default:
		p.reshaped = picture.Width*size.Height != picture.Height*size.Width
	}
	return p
}

// middle returns the largest part of whole, in its middle, that has the shape of size.
func middle(whole image.Rectangle, size Size) image.Rectangle {
	w, h := whole.Dx(), whole.Dy()
	part := image.Pt(w, h)
	if w*size.Height > h*size.Width {
		part.X = rounded(h*size.Width, size.Height)
	} else {
		part.Y = rounded(w*size.Height, size.Width)
	}
	from := image.Pt((w-part.X)/2, (h-part.Y)/2)
	return image.Rectangle{Min: from, Max: from.Add(part)}
}

// rounded returns a/b rounded, but at least 1.
func rounded(a, b int) int { return max(1, (a+b/2)/b) }

// memory returns the bytes that scaling takes: four float64 for each pixel of a picture as wide as
// the image and as high as the original.
func (p placing) memory() int64 { return 32 * int64(p.to.Dx()) * int64(p.from.Dy()) }

// Background is the colour behind transparent pictures, each part from 0 to 65535. The zero value
// is black.
type Background pictures.Color

// white is the greatest part of a Background.
const white = 1<<16 - 1

// ParseBackground returns the background black, white or #rrggbb. The error is an *OptionError.
func ParseBackground(name string) (_ Background, err error) {
	defer fault.Mark("data", &err)
	switch name {
	case "black":
		return Background{}, nil
	case "white":
		return Background{white, white, white}, nil
	}
	digits, ok := strings.CutPrefix(name, "#")
	rgb, err := hex.DecodeString(digits)
	if !ok || err != nil || len(rgb) != 3 {
		return Background{}, &OptionError{"background", fmt.Sprintf("%q is not black, white or a colour such as #8080ff", name)}
	}
	part := func(i int) uint16 { return uint16(rgb[i]) * 0x101 }
	return Background{part(0), part(1), part(2)}, nil
}

func (b Background) String() string {
	switch {
	case b == Background{}:
		return "black"
	case b == Background{white, white, white}:
		return "white"
	case b.grey():
		return "grey"
	}
	return fmt.Sprintf("#%02x%02x%02x", b.R>>8, b.G>>8, b.B>>8)
}

func (b Background) grey() bool { return b.R == b.G && b.G == b.B }

// Size is the height and width of images in pixels. The zero value leaves them open.
type Size struct {
	Height int `json:"height"`
	Width  int `json:"width"`
}

const maxSide = 1 << 14

func (s Size) String() string { return fmt.Sprintf("%d×%d", s.Height, s.Width) }

// check returns an *OptionError unless the size is open or valid.
func (s Size) check() error {
	if s == (Size{}) || s.Height > 0 && s.Width > 0 && s.Height <= maxSide && s.Width <= maxSide {
		return nil
	}
	return &OptionError{"size", fmt.Sprintf("%v is not a size from 1×1 to %d×%d", s, maxSide, maxSide)}
}

// sizesError returns the error of pictures with more than one size, given how many have each.
func sizesError(name string, counts map[Size]int) error {
	sizes := slices.SortedFunc(maps.Keys(counts), func(a, b Size) int {
		return cmp.Or(counts[b]-counts[a], a.Height-b.Height, a.Width-b.Width)
	})
	found := fmt.Sprintf("%d of %v and %d of %v", counts[sizes[0]], sizes[0], counts[sizes[1]], sizes[1])
	if len(sizes) > 2 {
		others := 0
		for _, size := range sizes[2:] {
			others += counts[size]
		}
		found = fmt.Sprintf("%s and %d more", strings.Replace(found, " and ", ", ", 1), others)
	}
	return format.Expected(name, "pictures of one size, or a size to resize all to", found)
}
