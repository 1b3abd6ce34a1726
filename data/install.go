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
		return fmt.Errorf("verify %s: %w", filepath.Join(folder, f.stem), fs.ErrNotExist)
	}
	return verified(path, f, format.Limit{}, drain)
}

// drain reads the content to its end.
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

// install writes a compressed file, which comes from the place called origin, into the folder
// target: whole and verified, or not at all. Damaged files of other names that mean the same are
// removed.
func (f file) install(fsys disk.FS, from io.Reader, origin, target string) error {
	temporary, err := disk.NewTemporary(fsys, target, func(w io.Writer) error { return write(w, from) })
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

// write copies from to a file, up to the size that a download may have.
func write(to io.Writer, from io.Reader) error {
	n, err := io.Copy(to, io.LimitReader(from, maxDownload+1))
	if err == nil && n > maxDownload {
		err = fmt.Errorf("more than %d bytes", maxDownload)
	}
	return err
}
