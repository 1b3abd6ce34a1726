// Package truetype reads the outlines of single characters from a TrueType font.
//
// It reads what letters and digits of the fonts of this program need, which are trusted
// (https://learn.microsoft.com/typography/opentype/spec/otff).
package truetype

import (
	"encoding/binary"
	"fmt"
)

// Font holds the tables of a font.
type Font struct{ head, cmap, loca, glyf, hhea, hmtx []byte }

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func i16(b []byte, at int) int { return int(int16(binary.BigEndian.Uint16(b[at:]))) }
func u32(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }

// Parse finds the tables of a font. It panics if the bytes are not a font.
func Parse(ttf []byte) *Font {
	f := &Font{}
	tables := map[string]*[]byte{
		"head": &f.head, "cmap": &f.cmap, "loca": &f.loca, "glyf": &f.glyf, "hhea": &f.hhea, "hmtx": &f.hmtx,
	}
	for i := range u16(ttf, 4) {
		record := ttf[12+16*i:]
		if table := tables[string(record[:4])]; table != nil {
			*table = ttf[u32(record, 8):][:u32(record, 12)]
		}
	}
	return f
}

// UnitsPerEm returns the number of font units per em.
func (f *Font) UnitsPerEm() int { return u16(f.head, 18) }

// Advance returns the distance from the character r to the next one, in font units.
func (f *Font) Advance(r rune) (int, error) {
	index, err := f.index(r)
	if err != nil {
		return 0, err
	}
	last := u16(f.hhea, 34) - 1 // the glyphs after it advance as it does
	return u16(f.hmtx, 4*min(index, last)), nil
}

// Outline returns the contours of the character r in font units, y downwards, with curves as
// polygons. A space has none.
func (f *Font) Outline(r rune) ([][]Point, error) {
	index, err := f.index(r)
	if err != nil {
		return nil, err
	}
	from := f.offset(index)
	if f.offset(index+1) == from {
		return nil, nil
	}
	g := f.glyf[from:]
	contours := i16(g, 0)
	if contours < 1 {
		return nil, fmt.Errorf("character %q has no outline of its own", r)
	}
	ends := g[10:]
	knots := readKnots(ends[2*contours:], u16(ends, 2*contours-2)+1)
	outline := make([][]Point, contours)
	for i, from := 0, 0; i < contours; i++ {
		to := u16(ends, 2*i) + 1
		outline[i], from = flatten(knots[from:to]), to
	}
	return outline, nil
}

// offset returns the place of a glyph in the table glyf.
func (f *Font) offset(index int) int {
	if long := i16(f.head, 50) == 1; long {
		return u32(f.loca, 4*index)
	}
	return 2 * u16(f.loca, 2*index)
}

// index returns the number of the glyph of r, by a character map of format 4.
func (f *Font) index(r rune) (int, error) {
	for i := range u16(f.cmap, 2) {
		m := f.cmap[u32(f.cmap, 4+8*i+4):]
		if u16(m, 0) != 4 {
			continue
		}
		size := u16(m, 6) // bytes of each of the four lists of segments
		ends, starts, deltas, offsets := m[14:], m[16+size:], m[16+2*size:], m[16+3*size:]
		for k := 0; k < size; k += 2 {
			if int(r) < u16(starts, k) || int(r) > u16(ends, k) {
				continue
			}
			if offset := u16(offsets, k); offset != 0 {
				return (u16(offsets, k+offset+2*(int(r)-u16(starts, k))) + u16(deltas, k)) & 0xffff, nil
			}
			return (int(r) + u16(deltas, k)) & 0xffff, nil
		}
	}
	return 0, fmt.Errorf("character %q is not in the font", r)
}

// The flags of a knot.
const (
	flagOnCurve = 1 << iota
	flagShortX
	flagShortY
	flagRepeat
	flagSameX // or, for short x, positive
	flagSameY
)

// readKnots reads n knots from the bytes after the ends of the contours of a glyph.
func readKnots(b []byte, n int) []knot {
	b = b[2+u16(b, 0):] // over the hinting program
	flags := make([]byte, 0, n)
	for len(flags) < n {
		flag := b[0]
		b = b[1:]
		flags = append(flags, flag)
		if flag&flagRepeat != 0 {
			for range b[0] {
				flags = append(flags, flag)
			}
			b = b[1:]
		}
	}
	knots := make([]knot, n)
	x, y := 0, 0
	for i, flag := range flags {
		x, b = nextCoordinate(x, b, flag&flagShortX != 0, flag&flagSameX != 0)
		knots[i] = knot{x: x, onCurve: flag&flagOnCurve != 0}
	}
	for i, flag := range flags {
		y, b = nextCoordinate(y, b, flag&flagShortY != 0, flag&flagSameY != 0)
		knots[i].y = y
	}
	return knots
}

// nextCoordinate returns the coordinate after v and the bytes that follow it.
func nextCoordinate(v int, b []byte, short, same bool) (int, []byte) {
	switch {
	case short && same:
		return v + int(b[0]), b[1:]
	case short:
		return v - int(b[0]), b[1:]
	case same:
		return v, b
	}
	return v + i16(b, 0), b[2:]
}
