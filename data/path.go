package data

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vae/data/internal/format"
	"vae/data/internal/pictures"
)

// readPath reads what path names.
func (r *reader) readPath(path string) (found parts, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return found, err
	}
	r.name = filepath.Base(filepath.Clean(path))
	if info.IsDir() {
		return r.readFolder(path)
	}
	err = format.Read(path, r.opts.limit(), nil, nil, func(in *format.Input) error {
		switch head := in.Head(512); {
		case format.IsZIP(head):
			found, err = r.readZip(path)
		case pictures.Is(head), pictureEndings[strings.ToLower(filepath.Ext(path))]:
			found.train, _, err = r.readPictures(fileSources([]string{path}))
		default:
			found, err = r.readArrayFile(path, head)
		}
		return err
	})
	return found, err
}

// hasSize returns an *OptionError if the caller asked for images of another size than those of the
// set, which are not resized.
func (s *Set) hasSize(asked Size) error {
	if size := (Size{s.shape.H, s.shape.W}); asked != (Size{}) && asked != size {
		return &OptionError{"size", fmt.Sprintf("%s holds images of %v, not of %v: only pictures are resized", s.Name, size, asked)}
	}
	return nil
}
