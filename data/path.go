package data

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// readPath reads what path names. test is nil if it has no test part.
func readPath(ctx context.Context, path string, opts Options) (train, test *Set, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("data: %w", err)
	}
	name, size := filepath.Base(filepath.Clean(path)), opts.Size
	if info.IsDir() {
		return readFolder(ctx, path, name, opts)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, &FormatError{path, -1, "a file or a folder", info.Mode().Type().String()}
	}
	err = openInput(path, nil, nil, func(in *input) error {
		switch head := in.head(); {
		case bytes.HasPrefix(head, []byte("PK\x03\x04")):
			train, test, err = readNPZ(path, name, size)
		case bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
			train, err = readPictures(ctx, name, []string{path}, size)
		default:
			var a *array
			if a, err = in.array(); err == nil {
				train, err = a.images(name, size)
			}
		}
		return err
	})
	return train, test, err
}

// head returns the first bytes of the content without reading them; fewer than 8 if
// there are not as many, or they cannot be read.
func (in *input) head() []byte {
	head, _ := in.r.Peek(8) // an error stays until the next read
	return head
}

// array reads an IDX or .npy file.
func (in *input) array() (*array, error) {
	switch head := in.head(); {
	case bytes.HasPrefix(head, []byte(npyMagic)):
		return parseNPY(in)
	case bytes.HasPrefix(head, []byte{0, 0}) || len(head) == 0:
		return parseIDX(in)
	default:
		return nil, &FormatError{in.file, 0, "an IDX, .npy, .npz, PNG or JPEG file", fmt.Sprintf("% X", head)}
	}
}

// readFolder reads a folder of IDX files or of pictures.
func readFolder(ctx context.Context, path, name string, opts Options) (train, test *Set, err error) {
	if _, ok := find(path, trainImages); !ok {
		return readPictureFolder(ctx, path, name, opts.Size)
	}
	train, test, err = readPairs(ctx, path, name, nil, opts.TestOnly)
	if err != nil {
		return nil, nil, err
	}
	return train, test, cmp.Or(train, test).hasSize(opts.Size)
}

// hasSize returns an *OptionError if the caller asked for images of another size than
// those of the set, which are not resized.
func (s *Set) hasSize(asked Size) error {
	if size := (Size{s.Height, s.Width}); asked != (Size{}) && asked != size {
		return &OptionError{"size", fmt.Sprintf("%s holds images of %v, not of %v: only pictures are resized", s.Name, size, asked)}
	}
	return nil
}
