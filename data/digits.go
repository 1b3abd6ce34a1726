package data

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"vae/internal/kernel"
	"vae/internal/raster"
	"vae/internal/rng"
)

// digitSide is the height and the width of built-in digits, in pixels.
const digitSide = 28

// factors and label determine the image of a digit.
type factors struct {
	face     int     // which of the Go fonts
	size     float32 // height in pixels
	slant    float32 // shift to the right per height, tan of the angle
	rotation float32 // clockwise, in radians
	shiftX   float32 // of the centre to the right, in pixels
	shiftY   float32 // of the centre downwards, in pixels
	weight   float32 // growth of the strokes on each side, in pixels
}

// DrawDigits returns n images of digits, 28×28, white on black, drawn from the Go fonts with random
// faces, sizes, slants, rotations, shifts and stroke weights. Labels are the digits. Image i is a
// pure function of seed and i.
func DrawDigits(n int, seed uint64) *Set {
	shape := raster.Grey(digitSide, digitSide)
	all, labels := make(inMemory, n), make(byteLabels, n)
	canvases := make([]byte, n*shape.Size())
	glyphs := digitOutlines()
	const share = 50 // images drawn with one pen
	kernel.Parallel((n+share-1)/share, func(part int) {
		pen := vector.NewRasterizer(digitSide, digitSide)
		for i := part * share; i < min((part+1)*share, n); i++ {
			canvas := canvases[i*shape.Size() : (i+1)*shape.Size()]
			label, f := drawFactors(seed, i)
			glyphs[f.face][label].draw(pen, canvas, f)
			labels[i], all[i].bytes = byte(label), canvas
		}
	})
	return setOf("digits", shape, all, labels)
}

// drawFactors returns the label and the factors of image i.
func drawFactors(seed uint64, i int) (label int, f factors) {
	var u [8]float32
	stream := rng.Stream(seed, "digits", uint64(i))
	stream.Uniform(u[:])
	between := func(k int, low, high float32) float32 { return low + float32(u[k]*(high-low)) }
	return int(10 * u[0]), factors{
		face:     int(float32(len(faces)) * u[1]),
		size:     between(2, 16, 21),
		slant:    between(3, -0.15, 0.35),
		rotation: between(4, -0.2, 0.2),
		shiftX:   between(5, -1.5, 1.5),
		shiftY:   between(6, -1.5, 1.5),
		weight:   between(7, -0.35, 0.6),
	}
}

// draw fills canvas (28×28) with the outline.
func (o outline) draw(pen *vector.Rasterizer, canvas []byte, f factors) {
	pen.Reset(digitSide, digitSide)
	sin, cos := math.Sincos(float64(f.rotation))
	place := func(p vertex) (x, y float32) {
		across := float64(f.size)*p.x + float64(f.weight)*p.outX
		down := float64(f.size)*p.y + float64(f.weight)*p.outY
		across -= float64(f.slant) * down
		return float32(digitSide/2 + float64(f.shiftX) + cos*across - sin*down),
			float32(digitSide/2 + float64(f.shiftY) + sin*across + cos*down)
	}
	for _, contour := range o {
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
