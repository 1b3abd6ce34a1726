package data

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"vae/data/internal/format"
	"vae/internal/disk"
)

// verify returns an error unless folder has all files of the entry, undamaged.
func (e *Entry) verify(folder string) error {
	for _, f := range e.files {
		if err := f.verifyIn(folder); err != nil {
			return err
		}
	}
	return nil
}

// verifyIn returns an error unless folder has the file under one of its names, undamaged.
func (f file) verifyIn(folder string) error {
	path, ok := find(folder, f.stem)
	if !ok {
		return fmt.Errorf("verify %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
	}
	return verified(path, f, format.Limit{}, drain)
}

func drain(in *format.Input) error { return in.Drain(maxDownload) }

// copy installs the files that target lacks from folder.
func (f *fetcher) copy(e *Entry, folder, target string) error {
	for _, file := range e.files {
		if file.verifyIn(target) == nil {
			continue
		}
		path, ok := find(folder, file.stem)
		if !ok {
			return fmt.Errorf("%s is not in %s", file.stem, folder)
		}
		from, err := disk.OpenRegular(path)
		if err != nil {
			return err
		}
		err = file.install(f.fsys, from, path, target)
		from.Close() // nothing was written
		if err != nil {
			return err
		}
	}
	return nil
}

// install writes a compressed file from origin, a path or URL, into the folder target, verified or
// not at all. It removes damaged files under other names of the file.
func (f file) install(fsys disk.FS, from io.Reader, origin, target string) error {
	temporary, err := disk.NewTemporary(fsys, target, func(w io.Writer) error {
		n, err := io.Copy(w, io.LimitReader(from, maxDownload+1))
		if err == nil && n > maxDownload {
			err = fmt.Errorf("more than %d bytes", maxDownload)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("copy %s: %w", f.stem, err)
	}
	if err := verified(temporary.Path(), f, format.Limit{}, drain); err != nil {
		var damaged *FormatError
		if errors.As(err, &damaged) {
			damaged.File = origin
		}
		return errors.Join(err, temporary.Remove())
	}
	installed := filepath.Join(target, f.stem+".gz")
	if err := temporary.Rename(installed); err != nil {
		return err
	}
	for old, ok := find(target, f.stem); ok && old != installed; old, ok = find(target, f.stem) {
		if err := fsys.Remove(old); err != nil {
			return err
		}
	}
	return fsys.SyncDir(target)
}
