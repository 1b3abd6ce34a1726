package data

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"vae/internal/kernel"
	"vae/internal/rng"
)

// The built-in digits: the size of their images and the numbers that Open draws.
const (
	digitSide   = 28
	digitsTrain = 10_000
	digitsTest  = 2_000
)

// Factors are what a drawn digit was drawn from, beside its label.
type Factors struct {
	Face     int     // which of the Go fonts
	Size     float32 // height in pixels
	Slant    float32 // shift to the right per height, tan of the angle
	Rotation float32 // clockwise, in radians
	ShiftX   float32 // of the centre to the right, in pixels
	ShiftY   float32 // of the centre downwards, in pixels
	Weight   float32 // growth of the strokes on each side, in pixels
}

// DrawDigits returns n images of digits, 28×28, white on black, drawn from the Go fonts
// with random faces, sizes, slants, rotations, shifts and stroke weights. Image i is a
// pure function of seed and i. Labels are the digits; Factors holds the rest.
func DrawDigits(n int, seed uint64) *Set {
	s := &Set{
		Name: "digits", Height: digitSide, Width: digitSide,
		Labels:  make([]int, n),
		Factors: make([]Factors, n),
		images:  make([]picture, n),
	}
	pixels := make([]byte, n*s.Pixels())
	glyphs := digitOutlines()
	const share = 50 // images drawn with one pen
	kernel.Parallel((n+share-1)/share, func(part int) {
		pen := vector.NewRasterizer(digitSide, digitSide)
		for i := part * share; i < min((part+1)*share, n); i++ {
			canvas := pixels[i*s.Pixels() : (i+1)*s.Pixels()]
			s.Labels[i], s.Factors[i] = drawFactors(seed, i)
			glyphs[s.Factors[i].Face][s.Labels[i]].draw(pen, canvas, s.Factors[i])
			s.images[i] = picture{bytes: canvas, number: i}
		}
	})
	return s
}

// drawFactors returns what image i is drawn from.
func drawFactors(seed uint64, i int) (label int, f Factors) {
	var u [8]float32
	stream := rng.Stream(seed, "digits", uint64(i))
	stream.Uniform(u[:])
	between := func(k int, low, high float32) float32 { return low + float32(u[k]*(high-low)) }
	return int(10 * u[0]), Factors{
		Face:     int(float32(len(faces)) * u[1]),
		Size:     between(2, 16, 21),
		Slant:    between(3, -0.15, 0.35),
		Rotation: between(4, -0.2, 0.2),
		ShiftX:   between(5, -1.5, 1.5),
		ShiftY:   between(6, -1.5, 1.5),
		Weight:   between(7, -0.35, 0.6),
	}
}

// draw fills canvas (28×28) with the outline, drawn as f says and centred.
func (o *outline) draw(pen *vector.Rasterizer, canvas []byte, f Factors) {
	pen.Reset(digitSide, digitSide)
	sin, cos := math.Sincos(float64(f.Rotation))
	place := func(p vertex) (x, y float32) {
		across := float64(f.Size)*p.x + float64(f.Weight)*p.outX
		down := float64(f.Size)*p.y + float64(f.Weight)*p.outY
		across -= float64(f.Slant) * down
		return float32(digitSide/2 + float64(f.ShiftX) + cos*across - sin*down),
			float32(digitSide/2 + float64(f.ShiftY) + sin*across + cos*down)
	}
	for _, contour := range o.contours {
		pen.MoveTo(place(contour[0]))
		for _, p := range contour[1:] {
			pen.LineTo(place(p))
		}
		pen.ClosePath()
	}
	pen.DrawOp = draw.Src
	mask := &image.Alpha{Pix: canvas, Stride: digitSide, Rect: image.Rect(0, 0, digitSide, digitSide)}
	pen.Draw(mask, mask.Rect, image.Opaque, image.Point{})
}
