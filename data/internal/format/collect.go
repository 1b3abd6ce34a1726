package format

import (
	"math"
	"strings"
	"unicode/utf8"
)

// collector decodes the elements of an array into the narrowest slice that holds them.
type collector struct {
	*Array
	n     int // most elements
	use   Use
	store store
	texts map[string]string // each text once
	bad   float64           // the first number that is not finite
}

// store is the slice that holds the elements.
type store int

const (
	inBytes store = iota
	inWords
	inInts
	inFloats
	inTexts
	nowhere
)

// newCollector returns the collector of at most n elements, with room for some.
func newCollector(a *Array, n, some int, use Use) *collector {
	c := &collector{Array: a, n: n, use: use}
	switch {
	case a.Text():
		c.store, c.texts = inTexts, map[string]string{}
		a.Texts = []string{}
	case use == Codes, use == Pixels && a.Kind == Float:
		c.store = inFloats
		a.Floats = make([]float32, 0, some)
	default:
		a.Bytes = make([]byte, 0, some)
	}
	return c
}

// add decodes raw. Unless these are codes, it stops at an element that is not finite and returns
// its index, otherwise -1.
func (c *collector) add(raw []byte) int {
	for k := 0; len(raw) > 0; k++ {
		switch {
		case c.store == inTexts:
			c.addText(c.decodeText(raw[:c.size]))
		case c.Kind == Float:
			v := c.float(raw)
			if v-v != 0 && c.use != Codes {
				c.bad = v
				return k
			}
			c.addFloat(v)
		default:
			if v := c.integer(raw); v < 0 && c.Kind == Unsigned { // 64 bits, with the highest set
				c.addFloat(float64(uint64(v)))
			} else {
				c.addInt(v)
			}
		}
		raw = raw[c.size:]
	}
	return -1
}

func (c *collector) addInt(v int) {
	c.Low, c.High = min(c.Low, float64(v)), max(c.High, float64(v))
	for {
		switch {
		case c.store == inBytes && v >= 0 && v <= math.MaxUint8:
			c.Bytes = push(c.Bytes, byte(v), c.n)
		case c.store == inWords && v >= 0 && v <= math.MaxUint16:
			c.Words = push(c.Words, uint16(v), c.n)
		case c.store == inInts:
			c.Ints = push(c.Ints, v, c.n)
		case c.store == inFloats && (c.use == Codes || v >= -1 && v <= 1):
			c.Floats = push(c.Floats, float32(v), c.n)
		case c.store == nowhere:
		default:
			c.widen(v)
			continue
		}
		return
	}
}

// widen moves the elements into the next wider slice, which may hold v.
func (c *collector) widen(v int) {
	switch {
	case c.use == Labels:
		c.Ints, c.store = widened[int](c.Bytes), inInts
	case c.store == inBytes && v > 0 && v <= math.MaxUint16:
		c.Words, c.store = widened[uint16](c.Bytes), inWords
	case c.store == inBytes && v == -1 && c.High <= 1:
		c.Floats, c.store = widened[float32](c.Bytes), inFloats
	default:
		c.drop()
		return
	}
	c.Bytes = nil
}

// drop forgets the elements, which are useless.
func (c *collector) drop() {
	c.Bytes, c.Words, c.Ints, c.Floats = nil, nil, nil, nil
	c.store = nowhere
}

func (c *collector) addFloat(v float64) {
	whole := v == math.Trunc(v)
	c.Whole = c.Whole && whole
	switch {
	case c.use == Labels && whole && math.Abs(v) < 1<<53:
		c.addInt(int(v))
		return
	case c.use == Labels, c.use == Pixels && (v < leastPixel || v > greatestPixel):
		c.drop()
	}
	c.Low, c.High = min(c.Low, v), max(c.High, v)
	if c.store != nowhere {
		c.Floats = push(c.Floats, float32(v), c.n)
	}
}

func (c *collector) addText(text string) {
	known, ok := c.texts[text]
	if !ok {
		known = strings.Clone(text)
		c.texts[known] = known
	}
	c.Texts = push(c.Texts, known, c.n)
}

// push appends v to s, which will have n elements.
func push[T any](s []T, v T, n int) []T {
	if len(s) == cap(s) {
		s = grown(s, n)
	}
	return append(s, v)
}

// widened returns from in a wider type, with the same capacity.
func widened[W int | uint16 | float32, N byte | uint16](from []N) []W {
	to := make([]W, len(from), cap(from))
	for i, v := range from {
		to[i] = W(v)
	}
	return to
}

// integer returns the first element of raw. An unsigned one that overflows int is negative.
func (e element) integer(raw []byte) int {
	var bits uint64
	switch e.size {
	case 1:
		bits = uint64(raw[0])
	case 2:
		bits = uint64(e.order.Uint16(raw))
	case 4:
		bits = uint64(e.order.Uint32(raw))
	default:
		bits = e.order.Uint64(raw)
	}
	if e.Kind == Signed {
		unused := 64 - 8*e.size
		return int(int64(bits<<unused) >> unused) // extends the sign
	}
	return int(bits)
}

func (e element) float(raw []byte) float64 {
	switch e.size {
	case 2:
		return half(e.order.Uint16(raw))
	case 4:
		return float64(math.Float32frombits(e.order.Uint32(raw)))
	}
	return math.Float64frombits(e.order.Uint64(raw))
}

// half returns the number in 16 bits: a sign, five bits of exponent and ten of fraction (IEEE 754,
// binary16).
func half(bits uint16) float64 {
	sign := 1 - 2*float64(bits>>15)
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	switch {
	case exponent == 31 && fraction != 0:
		return math.NaN()
	case exponent == 31:
		return math.Inf(int(sign))
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// decodeText returns the text of an element without the zeros at its end.
func (e element) decodeText(raw []byte) string {
	if e.Kind == ASCII {
		return strings.ToValidUTF8(strings.TrimRight(string(raw), "\x00"), string(utf8.RuneError))
	}
	var text []rune
	for ; len(raw) >= 4; raw = raw[4:] {
		text = append(text, rune(e.order.Uint32(raw)))
	}
	return strings.TrimRight(string(text), "\x00")
}
