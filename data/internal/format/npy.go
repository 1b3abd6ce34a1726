package format

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MagicNPY begins every .npy file; two bytes of version follow.
const MagicNPY = "\x93NUMPY"

// The most bytes of a header, where NumPy writes about 128, and of a text.
const (
	maxHeader = 1 << 16
	maxText   = 1 << 16
)

// The entries of the header, a Python dictionary.
var (
	npyDescr   = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([<>|=]?)([a-zA-Z])(\d{0,9})[^'"]*['"]`)
	npyRecords = regexp.MustCompile(`['"]descr['"]\s*:\s*\[`)
	npyFortran = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([\d,\s]*)\)`)
)

// npyKinds are the kinds of elements by NumPy's letter, and their sizes; nil is any.
var npyKinds = map[string]struct {
	kind  Kind
	sizes []int
}{
	"b": {Boolean, []int{1}},
	"u": {Unsigned, []int{1, 2, 4, 8}},
	"i": {Signed, []int{1, 2, 4, 8}},
	"f": {Float, []int{2, 4, 8}},
	"S": {ASCII, nil},
	"U": {UTF32, nil},
}

// npyUnread are NumPy's names of types that are not supported, by letter.
var npyUnread = map[string]string{
	"O": "object (pickled)", "c": "complex", "f": "float", "V": "void", "M": "datetime64", "m": "timedelta64",
}

// npyHeader reads the header of a .npy file: magic string, version, length of the dictionary,
// dictionary (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
func (in *Input) npyHeader() (h Header, err error) {
	dict, err := in.npyDict()
	if err != nil {
		return h, err
	}
	h.File = in.file
	if h.Type, h.element, err = in.npyElement(dict); err != nil {
		return h, err
	}
	order, shape := npyFortran.FindStringSubmatch(dict), npyShape.FindStringSubmatch(dict)
	if order == nil || shape == nil {
		return h, ExpectedAt(in.file, 10, "a header with fortran_order and shape", quoted(dict))
	}
	h.fortran = order[1] == "True"
	h.Shape, err = in.npyDims(shape[1])
	return h, err
}

// npyDict reads the header and returns the dictionary.
func (in *Input) npyDict() (string, error) {
	magic, err := in.take(8, ".npy magic string and version")
	if err != nil {
		return "", err
	}
	if string(magic[:6]) != MagicNPY {
		return "", ExpectedAt(in.file, 0, ".npy magic string", fmt.Sprintf("% X", magic[:6]))
	}
	width := int64(2)
	if version := magic[6]; version == 2 || version == 3 {
		width = 4
	} else if version != 1 {
		return "", ExpectedAt(in.file, 6, "version 1, 2 or 3 of .npy", fmt.Sprint(version))
	}
	field, err := in.take(width, "header length")
	if err != nil {
		return "", err
	}
	length := binary.LittleEndian.Uint32(append(field, 0, 0))
	if length > maxHeader {
		return "", ExpectedAt(in.file, 8, fmt.Sprintf("a header of %d bytes at most", maxHeader), fmt.Sprint(length))
	}
	dict, err := in.take(int64(length), "header")
	return string(dict), err
}

// npyElement returns the type of the elements and its name.
func (in *Input) npyElement(dict string) (name string, e element, err error) {
	descr := npyDescr.FindStringSubmatch(dict)
	switch {
	case descr == nil && npyRecords.MatchString(dict):
		return "records", element{}, nil
	case descr == nil:
		return "", e, ExpectedAt(in.file, 10, "a header with the type of the elements", quoted(dict))
	}
	letter := descr[2]
	size, _ := strconv.Atoi("0" + descr[3]) // nine digits at most
	e = element{size: size, order: binary.LittleEndian}
	if descr[1] == ">" {
		e.order = binary.BigEndian
	}
	known, ok := npyKinds[letter]
	if letter == "U" {
		e.size *= 4
	}
	if ok && (known.sizes == nil && e.size > 0 && e.size <= maxText || slices.Contains(known.sizes, e.size)) {
		e.Kind = known.kind
		return e.String(), e, nil
	}
	name = npyUnread[letter]
	switch {
	case name == "":
		name = strconv.Quote(letter + descr[3])
	case letter == "c" || letter == "f":
		name += strconv.Itoa(8 * size)
	}
	return name, element{}, nil
}

// npyDims parses the sizes in a shape.
func (in *Input) npyDims(list string) ([]int, error) {
	dims := []int{}
	for _, word := range strings.Split(list, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue // after the last comma
		}
		d, err := strconv.Atoi(word)
		if err != nil || len(dims) == maxDims {
			expected := fmt.Sprintf("a shape of %d countable sizes at most", maxDims)
			return nil, ExpectedAt(in.file, 10, expected, quoted(list))
		}
		dims = append(dims, d)
	}
	return dims, nil
}

// quoted quotes the beginning of a text.
func quoted(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strconv.Quote(text)
}
