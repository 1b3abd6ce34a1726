package data

import (
	"fmt"
	"image"

	"vae/internal/choice"
	"vae/internal/fault"
)

// Fit says how a picture of another shape is brought to a size.
type Fit int

// The ways to fit.
const (
	FitCrop    Fit = iota // the middle of the picture, as much as the shape allows
	FitPad                // the whole picture, with black beside it
	FitStretch            // the whole picture, stretched
)

// fits is in the order of the constants.
var fits = choice.List[Fit]{
	{Name: "crop", Value: FitCrop, Help: "the middle of the picture, cut to the shape"},
	{Name: "pad", Value: FitPad, Help: "the whole picture, black beside it"},
	{Name: "stretch", Value: FitStretch, Help: "the whole picture, stretched to the shape"},
}

// Fits lists the names that ParseFit knows.
func Fits() choice.Menu { return fits.Menu() }

// ParseFit returns the way of that name, else an *OptionError.
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

// done says in a word what a way to fit did to pictures.
func (f Fit) done() string {
	switch f {
	case FitCrop:
		return "cut"
	case FitPad:
		return "padded"
	}
	return "stretched"
}

// placing is how a picture is brought to a size: the part from of it fills the part to of the
// image.
type placing struct {
	from, to image.Rectangle
	reshaped bool // the picture has another shape
}

// place returns how a picture is brought to a size.
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

// middle returns the largest part of the shape of size, to the pixel, in the middle of whole.
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

// rounded returns a/b, rounded, and 1 at least.
func rounded(a, b int) int { return max(1, (a+b/2)/b) }

// memory returns the bytes that scaling takes: four float64 for each pixel that is as wide as the
// image and as high as the picture.
func (p placing) memory() int64 { return 32 * int64(p.to.Dx()) * int64(p.from.Dy()) }
