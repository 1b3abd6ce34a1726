package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// read opens the entry from folder and verifies its digests.
func (e *Entry) read(ctx context.Context, folder string, testOnly bool) (train, test *Set, err error) {
	digests := map[string]file{}
	for _, f := range e.files {
		digests[f.stem] = f
	}
	return readPairs(ctx, folder, e.Name, digests, testOnly)
}

// readPairs reads the IDX files of folder: images for training, and where they are
// there their labels, the test images and the labels of these. digests has the files
// whose digests are verified by their stem. test is nil if there are no test images,
// train if there are and testOnly is set.
func readPairs(ctx context.Context, folder, name string, digests map[string]file, testOnly bool) (train, test *Set, err error) {
	if testOnly {
		test, err = readPair(ctx, folder, name, testImages, testLabels, digests)
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, test, err
		}
	}
	train, err = readPair(ctx, folder, name, trainImages, trainLabels, digests)
	if err != nil {
		return nil, nil, err
	}
	test, err = readPair(ctx, folder, name, testImages, testLabels, digests)
	if errors.Is(err, fs.ErrNotExist) {
		return train, nil, nil
	}
	return train, test, err
}

// readPair reads the IDX file of images and, if there is one, that of their labels.
func readPair(ctx context.Context, folder, name, images, labels string, digests map[string]file) (*Set, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("data: read %s: %w", folder, err)
	}
	path, ok := find(folder, images)
	if !ok {
		return nil, fmt.Errorf("data: read %s: %w", filepath.Join(folder, images), fs.ErrNotExist)
	}
	a, err := readIDX(path, digests[images])
	if err != nil {
		return nil, err
	}
	set, err := a.images(name, Size{})
	if err != nil {
		return nil, err
	}
	if path, ok = find(folder, labels); !ok {
		return set, nil
	}
	a, err = readIDX(path, digests[labels])
	if err != nil {
		return nil, err
	}
	return set, set.setLabels(a)
}

// setLabels gives the set the labels in a.
func (s *Set) setLabels(a *array) error {
	labels, err := a.labels()
	if err != nil {
		return err
	}
	if len(labels) != s.Len() {
		return labelCountError(a.file, s.Len(), len(labels))
	}
	s.Labels = labels
	return nil
}

// readIDX reads an IDX file and verifies the digests that f has.
func readIDX(path string, f file) (*array, error) {
	var a *array
	err := verified(path, f, func(in *input) (err error) {
		a, err = parseIDX(in)
		return err
	})
	return a, err
}

// verified is openInput for a file whose content is read to its end and then held
// against the digests in f.
func verified(path string, f file, read func(*input) error) error {
	packed, raw := sha256.New(), sha256.New()
	var err error
	switch {
	case f.gz != "":
		err = openInput(path, packed, nil, read)
	case f.raw != "":
		err = openInput(path, nil, raw, read)
	default:
		return openInput(path, nil, nil, read)
	}
	if err != nil {
		return err
	}
	want, found := f.raw, hex.EncodeToString(raw.Sum(nil))
	if f.gz != "" {
		want, found = f.gz, hex.EncodeToString(packed.Sum(nil))
	}
	if found != want {
		return &FormatError{path, -1, "the SHA-256 " + want, found}
	}
	return nil
}
