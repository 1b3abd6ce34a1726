package data

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vae/data/internal/format"
)

// verify returns an error unless all files of the entry are whole in folder.
func (e *Entry) verify(folder string) error {
	for _, f := range e.files {
		if err := f.verifyIn(folder); err != nil {
			return err
		}
	}
	return nil
}

// verifyIn returns an error unless folder has the file under any of its names, whole.
func (f file) verifyIn(folder string) error {
	path, ok := find(folder, f.stem)
	if !ok {
		return fmt.Errorf("data: verify %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
	}
	return verified(path, f, format.Limit{}, drain)
}

// drain reads the content to its end.
func drain(in *format.Input) error { return in.Drain(maxDownload) }

// copy installs the files that target lacks from folder.
func (e *Entry) copy(folder, target string) error {
	for _, f := range e.files {
		if f.verifyIn(target) == nil {
			continue
		}
		path, ok := find(folder, f.stem)
		if !ok {
			return fmt.Errorf("%s is not in %s", f.stem, folder)
		}
		from, err := os.Open(path)
		if err != nil {
			return err
		}
		err = f.install(from, path, target)
		from.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// install writes a compressed file, which comes from the place called origin, into the
// folder target: whole and verified, or not at all. Damaged files of other names that
// mean the same are removed.
func (f file) install(from io.Reader, origin, target string) (err error) {
	temp, err := os.CreateTemp(target, ".fetch-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	if err := write(temp, from); err != nil {
		return fmt.Errorf("copy %s: %w", f.stem, err)
	}
	if err := verified(temp.Name(), f, format.Limit{}, drain); err != nil {
		var damaged *FormatError
		if errors.As(err, &damaged) {
			damaged.File = origin
		}
		return err
	}
	for old, ok := find(target, f.stem); ok; old, ok = find(target, f.stem) {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return os.Rename(temp.Name(), filepath.Join(target, f.stem+".gz"))
}

// write copies from to the file, up to the size that a download may have, and closes it
// when it is on the disk.
func write(to *os.File, from io.Reader) error {
	n, err := io.Copy(to, io.LimitReader(from, maxDownload+1))
	if err == nil && n > maxDownload {
		err = fmt.Errorf("more than %d bytes", maxDownload)
	}
	if err == nil {
		err = to.Sync()
	}
	if err == nil {
		err = to.Chmod(0o644)
	}
	return errors.Join(err, to.Close())
}
