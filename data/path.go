package data

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vae/data/internal/pictures"
)

// readPath reads what path names.
func (r *reader) readPath(path string) (found parts, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return found, fmt.Errorf("data: %w", err)
	}
	r.name = filepath.Base(filepath.Clean(path))
	if info.IsDir() {
		return r.readFolder(path)
	}
	if !info.Mode().IsRegular() {
		return found, &FormatError{File: path, Offset: -1, Expected: "a file or a folder", Found: info.Mode().Type().String()}
	}
	err = openInput(path, nil, nil, func(in *input) error {
		switch head := in.head(); {
		case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
			found, err = r.readZip(path)
		case pictures.Is(head), pictureEndings[strings.ToLower(filepath.Ext(path))]:
			found.train, _, err = r.readPictures(fileSources([]string{path}))
		default:
			if in.isTar() {
				return &FormatError{File: path, Offset: -1, Expected: "a file of arrays or pictures, or a zip archive",
					Found: "a tar archive: tar xf " + path + " unpacks it"}
			}
			var a *array
			if a, err = in.array(); err == nil {
				found.train, err = a.images(r.name, r.opts.Size)
			}
			if err == nil {
				err = r.readBeside(path, found.train)
			}
		}
		return err
	})
	return found, err
}

// head returns the first bytes of the content without reading them; fewer than 16 if
// there are not as many, or they cannot be read.
func (in *input) head() []byte {
	head, _ := in.r.Peek(16) // an error stays until the next read
	return head
}

// isTar reports whether the content is a tar archive (POSIX.1-2017, pax, "ustar Interchange Format").
func (in *input) isTar() bool {
	head, _ := in.r.Peek(262) // an error stays until the next read
	return len(head) == 262 && string(head[257:]) == "ustar"
}

// array reads an IDX or .npy file.
func (in *input) array() (*array, error) {
	switch head := in.head(); {
	case bytes.HasPrefix(head, []byte(npyMagic)):
		return parseNPY(in)
	case bytes.HasPrefix(head, []byte{0, 0}) || len(head) == 0:
		return parseIDX(in)
	default:
		return nil, &FormatError{File: in.file, Offset: 0, Expected: "an IDX, .npy, .npz or picture file", Found: fmt.Sprintf("% X", head[:min(len(head), 8)])}
	}
}

// hasSize returns an *OptionError if the caller asked for images of another size than
// those of the set, which are not resized.
func (s *Set) hasSize(asked Size) error {
	if size := (Size{s.Height, s.Width}); asked != (Size{}) && asked != size {
		return &OptionError{"size", fmt.Sprintf("%s holds images of %v, not of %v: only pictures are resized", s.Name, size, asked)}
	}
	return nil
}
