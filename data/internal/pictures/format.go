package pictures

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// format is a format of pictures.
type format struct {
	name    string
	magic   string                // begins its files; ? is any byte
	inspect func(h *Header) error // sets the fields of h that Inspect does not
	decode  func([]byte) (image.Image, error)
}

var formats = []format{
	{"PNG", "\x89PNG\r\n\x1a\n", inspectPNG, decodePNG},
	{"JPEG", "\xff\xd8\xff", inspectJPEG, decodeJPEG},
	{"GIF", "GIF8?a", inspectGIF, decodeGIF},
	{"BMP", "BM????\x00\x00\x00\x00", inspectBMP, decodeBMP},
	{"TIFF", "II*\x00", inspectTIFF, decodeTIFF},
	{"TIFF", "MM\x00*", inspectTIFF, decodeTIFF},
	{"WebP", "RIFF????WEBP", inspectWebP, decodeWebP},
}

// foreign are the files that people mistake for pictures, for clear errors.
var foreign = []struct{ name, magic string }{
	{"a HEIC picture", "????ftyphei"},
	{"a HEIC picture", "????ftyphev"},
	{"a HEIC picture", "????ftypmif1"},
	{"a HEIC picture", "????ftypmsf1"},
	{"an AVIF picture", "????ftypavi"},
	{"a film", "????ftyp"},
	{"a film", "\x1aE\xdf\xa3"},
	{"a JPEG XL picture", "\xff\x0a"},
	{"a JPEG XL picture", "\x00\x00\x00\x0cJXL "},
	{"a JPEG 2000 picture", "\x00\x00\x00\x0cjP  "},
	{"a BigTIFF picture", "II+\x00"},
	{"a BigTIFF picture", "MM\x00+"},
	{"an OpenEXR picture", "v/1\x01"},
	{"a Photoshop picture", "8BPS"},
	{"an icon", "\x00\x00\x01\x00"},
	{"a QOI picture", "qoif"},
	{"a PDF document", "%PDF"},
	{"a zip archive", "PK\x03\x04"},
	{"a file compressed by gzip", "\x1f\x8b"},
	{"a NumPy array", "\x93NUMPY"},
	{"an HDF5 file", "\x89HDF"},
	{"what macOS keeps beside a file", "\x00\x05\x16\x07"},
	{"the pointer that Git LFS leaves in place of a file", "version https://git-lfs"},
}

// Is reports whether content that begins with head looks like a picture.
func Is(head []byte) bool {
	_, err := formatOf(head)
	return err == nil
}

// names lists the formats: PNG, JPEG, … or WebP.
func names() string {
	var all []string
	for _, f := range formats {
		all = append(all, f.name)
	}
	all = slices.Compact(all)
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// formatOf returns the format of a file that begins with content.
func formatOf(content []byte) (*format, error) {
	if i := slices.IndexFunc(formats, func(f format) bool { return begins(content, f.magic) }); i >= 0 {
		return &formats[i], nil
	}
	return nil, &Fault{"a " + names() + " picture", kind(content)}
}

// begins reports whether content begins with magic.
func begins(content []byte, magic string) bool {
	if len(content) < len(magic) {
		return false
	}
	for i := range magic {
		if magic[i] != '?' && magic[i] != content[i] {
			return false
		}
	}
	return true
}

// kind describes content that is not a picture.
func kind(content []byte) string {
	if len(content) == 0 {
		return "an empty file"
	}
	for _, f := range foreign {
		if begins(content, f.magic) {
			return f.name
		}
	}
	head := content[:min(len(content), 512)]
	if len(content) > 132 && string(content[128:132]) == "DICM" {
		return "a DICOM file"
	}
	if text := bytes.ToLower(bytes.TrimSpace(head)); isText(text) {
		switch {
		case bytes.Contains(text, []byte("<svg")):
			return "an SVG drawing"
		case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
			return "a web page"
		}
		return "text"
	}
	return fmt.Sprintf("the bytes % X", head[:min(len(head), 8)])
}

// isText reports whether head begins text in UTF-8.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && len(head) >= utf8.UTFMax || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return false
		}
		head = head[n:]
	}
	return true
}

// callers matches the prefixes of decoders' errors.
var callers = regexp.MustCompile(
	`^((png|gif|bmp|tiff|webp|vp8l?|lzw|zlib|flate|riff): |invalid JPEG format: |invalid format: )+`)

// fault returns the error of a decoder as a *Fault.
func (h *Header) fault(expected string, err error) *Fault {
	var fault *Fault
	switch {
	case errors.As(err, &fault):
		return fault
	case errors.Is(err, io.EOF), strings.HasSuffix(err.Error(), io.ErrUnexpectedEOF.Error()):
		return &Fault{expected, fmt.Sprintf("a file cut short after %d bytes", len(h.content))}
	}
	if strings.Contains(err.Error(), "unsupported") {
		expected = "a " + h.Format + " picture of a kind that can be read"
	}
	return &Fault{expected, callers.ReplaceAllString(err.Error(), "")}
}
