package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path/filepath"

	"vae/data/internal/format"
)

// read opens the entry from folder and verifies its digests.
func (e *Entry) read(r *reader, folder string) (parts, error) {
	digests := map[string]file{}
	for _, f := range e.files {
		digests[f.stem] = f
	}
	return r.readPairs(folder, digests)
}

// readPairs reads the IDX files of folder: images for training, and where they are there their labels,
// the test images and the labels of these. digests has the files whose digests are verified by their
// stem. If the test images alone are asked for, those for training are read only where they decide on
// the scale of all.
func (r *reader) readPairs(folder string, digests map[string]file) (parts, error) {
	_, hasTest := find(folder, testImages)
	if hasTest && r.opts.TestOnly {
		test, err := r.readPair(folder, "test", testImages, testLabels, digests)
		if err != nil {
			return parts{}, err
		}
		if digests != nil || plain(test.images) {
			return r.sets([]pending{test})
		}
	}
	train, err := r.readPair(folder, "train", trainImages, trainLabels, digests)
	if err != nil {
		return parts{}, err
	}
	all := []pending{train}
	if hasTest {
		test, err := r.readPair(folder, "test", testImages, testLabels, digests)
		if err != nil {
			return parts{}, err
		}
		all = append(all, test)
	}
	return r.sets(all)
}

// plain reports whether the pixels of an array stand for n/255, whatever the other parts hold.
func plain(a *format.Array) bool { return a.Type == "uint8" && a.High > 16 }

// readPair reads the IDX file of images and, if there is one, that of their labels.
func (r *reader) readPair(folder, part, images, labels string, digests map[string]file) (p pending, err error) {
	if err := r.ctx.Err(); err != nil {
		return p, fmt.Errorf("data: read %s: %w", folder, err)
	}
	path, ok := find(folder, images)
	if !ok {
		return p, fmt.Errorf("data: read %s: %w", filepath.Join(folder, images), fs.ErrNotExist)
	}
	p.part = part
	if p.images, err = r.readIDX(path, digests[images], format.Pixels, &p.layout); err != nil {
		return p, err
	}
	if path, ok = find(folder, labels); !ok {
		return p, nil
	}
	s := r.storedFile(path, labels)
	var fault error // of labels that must be as they were published
	s.read = func(use format.Use) (*format.Array, error) {
		a, err := r.readIDX(path, digests[labels], use, nil)
		if digests != nil {
			fault = err
		}
		return a, err
	}
	p.labels = r.labels(s, p.layout.n)
	return p, fault
}

// readIDX reads an IDX file and verifies the digests that f has. It finds the layout of the array where
// that is asked for.
func (r *reader) readIDX(path string, f file, use format.Use, l *layout) (a *format.Array, err error) {
	err = verified(path, f, r.opts.limit(), func(in *format.Input) error {
		h, err := in.Header()
		if err == nil && l != nil {
			*l, err = layoutOf(h, Size{})
		}
		if err == nil {
			a, err = in.Array(h, use)
		}
		return err
	})
	return a, err
}

// verified is format.Read for a file whose content is read to its end and then held
// against the digests in f.
func verified(path string, f file, limit format.Limit, read func(*format.Input) error) error {
	packed, raw := sha256.New(), sha256.New()
	var err error
	switch {
	case f.gz != "":
		err = format.Read(path, limit, packed, nil, read)
	case f.raw != "":
		err = format.Read(path, limit, nil, raw, read)
	default:
		return format.Read(path, limit, nil, nil, read)
	}
	if err != nil {
		return err
	}
	want, found := f.raw, hex.EncodeToString(raw.Sum(nil))
	if f.gz != "" {
		want, found = f.gz, hex.EncodeToString(packed.Sum(nil))
	}
	if found != want {
		return format.Expected(path, -1, "the SHA-256 "+want, found)
	}
	return nil
}
