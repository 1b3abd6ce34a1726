package serve

import (
	"bytes"
	"encoding/json"
	"slices"

	"vae/internal/web"
)

// deepest is the most dimensions of an array.
const deepest = 4

// array is an array of numbers in JSON, such as [[0.5, 1], [0, 1]].
type array struct {
	values []float32
	shape  []int

	rest []byte // that is not read yet
}

// isJSON reports whether content looks like an array or an object in JSON.
func isJSON(content []byte) bool {
	start := bytes.TrimLeft(content, " \t\r\n")
	return len(start) > 0 && (start[0] == '[' || start[0] == '{')
}

// readArray reads an array of numbers in JSON.
func readArray(content []byte) (*array, error) {
	if !json.Valid(content) {
		return nil, web.BadRequest("the body is no whole JSON value")
	}
	a := &array{rest: bytes.TrimLeft(content, " \t\r\n")}
	if a.rest[0] != '[' {
		return nil, web.BadRequest("expected an array of numbers")
	}
	return a, a.read(0)
}

// read reads an array at a depth, whose brackets match.
func (a *array) read(depth int) error {
	if depth == deepest {
		return web.BadRequest("an array has at most %d dimensions", deepest)
	}
	a.rest = a.rest[1:]
	for n := 0; ; n++ {
		a.rest = bytes.TrimLeft(a.rest, " \t\r\n,")
		var err error
		switch a.rest[0] {
		case ']':
			a.rest = a.rest[1:]
			return a.has(depth, n)
		case '[':
			err = a.read(depth + 1)
		default:
			err = a.number(depth)
		}
		if err != nil {
			return err
		}
	}
}

// number reads a number in an array at a depth, which is that of all numbers.
func (a *array) number(depth int) error {
	text := string(a.rest[:bytes.IndexAny(a.rest, " \t\r\n,]")])
	value, err := parseFloat(text)
	if err != nil {
		return web.BadRequest("expected an array of numbers but got %.20q in it", text)
	}
	if a.shape == nil {
		a.shape = make([]int, depth+1)
	}
	if depth != len(a.shape)-1 {
		return errRagged
	}
	a.values, a.rest = append(a.values, value), a.rest[len(text):]
	return nil
}

var errRagged = web.BadRequest("the rows of an array have one length each")

// has notes that an array at a depth has n elements, as all there have.
func (a *array) has(depth, n int) error {
	switch {
	case n == 0:
		return web.BadRequest("an array is empty")
	case depth >= len(a.shape) || a.shape[depth] != 0 && a.shape[depth] != n:
		return errRagged
	}
	a.shape[depth] = n
	return nil
}

// rows returns the number of rows whose shape is one of some, at least one; a row alone is one.
func (a *array) rows(some ...[]int) (n int, ok bool) {
	for _, shape := range some {
		switch {
		case slices.Equal(a.shape, shape):
			return 1, true
		case slices.Equal(a.shape[1:], shape):
			return a.shape[0], true
		}
	}
	return 0, false
}
