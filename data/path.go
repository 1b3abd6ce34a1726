package data

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"vae/data/internal/format"
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
		return found, format.Expected(path, -1, "a file or a folder", info.Mode().Type().String())
	}
	err = format.Read(path, r.opts.limit(), nil, nil, func(in *format.Input) error {
		switch head := in.Head(512); {
		case format.IsZIP(head):
			found, err = r.readNPZ(path)
		case bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
			found.train, err = r.readPictures([]string{path})
		default:
			found, err = r.readArrayFile(path, head)
		}
		return err
	})
	return found, err
}

// readFolder reads a folder of IDX files, of arrays and tables, or of pictures.
func (r *reader) readFolder(path string) (found parts, err error) {
	if _, ok := find(path, trainImages); ok {
		return r.readPairs(path, nil)
	}
	if found, ok, err := r.readArrayFolder(path); ok || err != nil {
		return found, err
	}
	return r.readPictureFolder(path)
}

// hasSize returns an *OptionError if the caller asked for images of another size than
// those of the set, which are not resized.
func (s *Set) hasSize(asked Size) error {
	if size := (Size{s.Height, s.Width}); asked != (Size{}) && asked != size {
		return &OptionError{"size", fmt.Sprintf("%s holds images of %v, not of %v: only pictures are resized", s.Name, size, asked)}
	}
	return nil
}
