package data

import (
	"fmt"
	"math"

	"vae/data/internal/format"
)

// scale says which number is black and which is white. All parts of a source have one scale, which
// follows from the type of the numbers and from the least and the greatest of them:
//
//	booleans, and integers that are all 0 or 1      black and white
//	integers from 0 to exactly 16                   n/16, as scikit-learn's digits
//	integers from 0 to at most 255                  n/255
//	integers from 0 to more than 32767, at most 65535  n/65535
//	integers from exactly -1 to exactly 1           (n+1)/2
//	floats from 0 to 1                              as they are
//	floats from -1 to 1, both reached within 1%     (x+1)/2
//	whole floats from 0 to exactly 16               x/16
//	floats from 0 to at least 128, at most 255      x/255
//
// Floats may lie outside their range by a thousandth of it and are clipped. Scales other than those
// of bytes up to 255, booleans and floats from 0 to 1 are noted; all other ranges are errors.
type scale struct {
	black, white float64
	note         string // how the numbers are understood, "" if that is certain
	dark         bool   // even the brightest is nearly black
}

// tolerance is how far floats may be outside a range, as a share of it.
const tolerance = 1e-3

// rangeOf is the range of the numbers of one kind in a source.
type rangeOf struct {
	low, high float64
	whole     bool   // all are whole
	bytes     bool   // all are unsigned bytes or booleans
	booleans  bool   // all are booleans
	lowFile   string // with the least number
	highFile  string // with the greatest number
	there     bool   // there are such numbers
}

func (g *rangeOf) add(a *format.Array) {
	if !g.there {
		*g = rangeOf{math.Inf(1), math.Inf(-1), true, true, true, a.File, a.File, true}
	}
	if a.Low < g.low {
		g.low, g.lowFile = a.Low, a.File
	}
	if a.High > g.high {
		g.high, g.highFile = a.High, a.File
	}
	g.whole = g.whole && a.Whole
	g.booleans = g.booleans && a.Kind == format.Boolean
	g.bytes = g.bytes && (a.Kind == format.Boolean || a.Type == "uint8")
}

// within reports whether all numbers lie between black and white, within the tolerance.
func (g rangeOf) within(black, white float64) bool {
	slack := tolerance * (white - black)
	return g.low >= black-slack && g.high <= white+slack
}

func (g rangeOf) String() string {
	return fmt.Sprintf("values from %s to %s", short(g.low), short(g.high))
}

// short formats a number in four digits, unless it is whole or would look like 0, 1 or -1.
func short(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e9 {
		return fmt.Sprintf("%.0f", v)
	}
	if text := fmt.Sprintf("%.4g", v); text != "0" && text != "1" && text != "-1" {
		return text
	}
	return fmt.Sprint(v)
}

// scaleOf returns the scale of a source with the images in these arrays.
func scaleOf(arrays []*format.Array) (scale, error) {
	var whole, fractions rangeOf
	for _, a := range arrays {
		if a.Bad != "" {
			return scale{}, format.Expected(a.File, "pixels that are finite numbers", a.Bad)
		}
		if a.Kind == format.Float {
			fractions.add(a)
		} else {
			whole.add(a)
		}
	}
	s, err := scale{}, error(nil)
	if whole.there {
		s, err = whole.integers()
	}
	if !fractions.there || err != nil {
		return s, err
	}
	of, err := fractions.floats()
	if err != nil {
		return of, err
	}
	if whole.there && (s.black != of.black || s.white != of.white) {
		return s, format.Expected(arrays[0].File, "pixels on one scale in every part",
			fmt.Sprintf("integers, %v, and floats, %v", whole, fractions))
	}
	return of, of.check(arrays, fractions)
}

// check returns an error if a part has floats on another scale than the source: they would be
// mostly black.
func (s scale) check(arrays []*format.Array, source rangeOf) error {
	for _, a := range arrays {
		var g rangeOf
		g.add(a)
		outside := s.white > 1 && !g.whole && g.within(0, 1) || s.black < 0 && g.low >= 0 && g.high > 0
		if a.Kind == format.Float && outside {
			return format.Expected(a.File, fmt.Sprintf("pixels on one scale in every part, of which %v", source), g)
		}
	}
	return nil
}

// integers returns the scale of integers and booleans.
func (g rangeOf) integers() (scale, error) {
	s := scale{note: g.String()}
	switch {
	case g.low >= 0 && g.high <= 1:
		s.white, s.note = 1, s.note+" taken for black and white"
	case g.low >= 0 && g.high == 16:
		s.white, s.note = 16, s.note+" taken for n/16"
	case g.low >= 0 && g.high <= math.MaxUint8:
		s.white, s.note, s.dark = math.MaxUint8, s.note+" taken for n/255", g.high < 16
		if g.bytes && !s.dark {
			s.note = ""
		}
	case g.low >= 0 && g.high > math.MaxInt16 && g.high <= math.MaxUint16:
		s.white, s.note = math.MaxUint16, s.note+" taken for n/65535"
	case g.low == -1 && g.high == 1:
		s.black, s.white, s.note = -1, 1, s.note+" taken for (n+1)/2"
	case g.low < 0:
		return s, g.refusal("integers from 0", g.spread())
	default:
		return s, g.refusal("integers up to 255, or from 0 to 65535", g.divide())
	}
	if g.booleans || g.high == 0 {
		s.note, s.dark = "", false
	}
	return s, nil
}

// floats returns the scale of floats.
func (g rangeOf) floats() (scale, error) {
	const wanted = "pixel values from 0 to 1"
	s := scale{note: g.String()}
	switch {
	case g.within(0, 1):
		if s.white, s.dark = 1, g.high > 0 && g.high < 0.1; !s.dark {
			s.note = ""
		}
	case g.within(-1, 1) && g.low <= -0.99 && g.high >= 0.99:
		s.black, s.white, s.note = -1, 1, s.note+" taken for (x+1)/2"
	case g.whole && g.low >= 0 && g.high == 16:
		s.white, s.note = 16, s.note+" taken for x/16"
	case g.within(0, math.MaxUint8) && g.high >= 128:
		s.white, s.note = math.MaxUint8, s.note+" taken for x/255"
	case g.low < -tolerance && g.within(-1, 1):
		return s, g.refusal(wanted, "(x + 1) / 2 if -1 is black; x.clip(0, 1) if what is below 0 is overshoot")
	case g.low < -tolerance:
		return s, g.refusal(wanted, g.spread())
	case g.high < 2:
		return s, g.refusal(wanted, "x / "+short(g.high)+", or x.clip(0, 1) if what is above 1 is overshoot")
	default:
		return s, g.refusal(wanted, g.divide())
	}
	return s, nil
}

func (g rangeOf) refusal(wanted, remedy string) error {
	file := g.highFile
	if g.low < 0 {
		file = g.lowFile
	}
	return format.Expected(file, wanted, g).WithHint("in numpy: " + remedy)
}

// spread is the remedy for numbers below 0.
func (g rangeOf) spread() string {
	if g.whole && g.high > 1 && g.low >= math.MinInt8 && g.high <= math.MaxInt8 {
		return "(x + 128.0) / 255 if -128 is black; (x - min) / (max - min) if the least is"
	}
	return fmt.Sprintf("(x - min) / (max - min), which is (x + %s) / %s", short(-g.low), short(g.high-g.low))
}

// divide is the remedy for numbers that are too large.
func (g rangeOf) divide() string {
	white := g.high
	for bits := 8; bits <= 32; bits++ {
		if full := float64(uint64(1)<<bits - 1); g.whole && g.high > 255 && g.high <= full {
			white = full // of cameras and scanners with that many bits
			break
		}
	}
	return fmt.Sprintf("divide by %s if that is white: x / %[1]s", short(white))
}
