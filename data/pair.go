package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"vae/data/internal/format"
)

// pair is an IDX file of images and the file of their labels, if there is one.
type pair struct{ images, labels idxFile }

// idxFile is an IDX file with the digests of its content, if they are known.
type idxFile struct {
	path    string
	digests file
}

// pairs returns the files of the entry in folder, by part.
func (e *Entry) pairs(folder string) (map[string]pair, error) {
	files := map[string]idxFile{}
	for _, f := range e.files {
		path, ok := find(folder, f.stem)
		if !ok {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
		}
		files[f.stem] = idxFile{path, f}
	}
	return map[string]pair{
		trainName: {files[trainImages], files[trainLabels]},
		testName:  {files[testImages], files[testLabels]},
	}, nil
}

// readPairs reads the parts of a data set. It reads the test part alone if the options ask for that
// and its scale does not depend on the other parts.
func (r *reader) readPairs(pairs map[string]pair) (parts, error) {
	if test, ok := pairs[testName]; ok && r.opts.TestOnly {
		p, err := r.readPair(testName, test)
		if err != nil {
			return nil, err
		}
		if p.images.Type == "uint8" && p.images.High > 16 { // n/255, whatever the other parts hold
			return r.sets([]pending{p})
		}
	}
	var all []pending
	for _, part := range partOrder {
		files, ok := pairs[part]
		if !ok {
			continue
		}
		p, err := r.readPair(part, files)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return r.sets(all)
}

// readPair reads images and their labels. Labels that cannot be used are skipped, unless the file's
// digests are known.
func (r *reader) readPair(part string, files pair) (p pending, err error) {
	if err := r.ctx.Err(); err != nil {
		return p, fmt.Errorf("read %s: %w", files.images.path, err)
	}
	p.part = part
	images := r.storedFile(files.images, "images")
	if images.err != nil {
		return p, images.err
	}
	if p.layout, err = layoutOf(images.Header, Size{}); err != nil {
		return p, err
	}
	if p.images, err = images.read(format.Pixels); err != nil || files.labels.path == "" {
		return p, err
	}
	labels := r.storedFile(files.labels, "labels")
	labels.table = true
	if read := labels.read; files.labels.digests != (file{}) {
		labels.read = func(use format.Use) (a *format.Array, _ error) {
			a, err = read(use)
			return a, err
		}
	}
	p.labels = r.labels(labels, p.layout.n)
	return p, err
}

// labelsBeside returns the labels of the images in an IDX file if the file beside it that holds
// them can be told by its name.
func (r *reader) labelsBeside(file string) ([]stored, error) {
	n, ok := parseIDXName(filepath.Base(file))
	if !ok || n.labels {
		return nil, nil
	}
	r.upright(n.prefix)
	folder := filepath.Dir(file)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var beside []string
	n.labels = true
	for _, entry := range entries {
		other, ok := parseIDXName(entry.Name())
		if ok && other == n && isFile(filepath.Join(folder, entry.Name())) {
			beside = append(beside, entry.Name())
		}
	}
	if len(beside) == 0 {
		return nil, nil
	}
	name := slices.MinFunc(beside, func(a, b string) int { return idxRank(a) - idxRank(b) })
	r.note("labels from %s beside it", name)
	labels := r.storedFile(idxFile{path: filepath.Join(folder, name)}, "labels")
	labels.table = true
	return []stored{labels}, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// verified is format.Read for a file whose digest, if f has one, must be that of the content, which
// read reads to its end.
func verified(path string, f file, limit format.Limit, read func(*format.Input) error) error {
	digest := sha256.New()
	packed, raw, want := io.Discard, io.Discard, f.raw
	switch {
	case f.gz != "":
		want, packed = f.gz, digest
	case f.raw != "":
		raw = digest
	}
	if err := format.ReadTo(path, limit, packed, raw, read); err != nil || want == "" {
		return err
	}
	if found := hex.EncodeToString(digest.Sum(nil)); found != want {
		return format.Expected(path, "the SHA-256 "+want, found)
	}
	return nil
}
