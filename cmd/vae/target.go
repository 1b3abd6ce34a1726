package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"vae/internal/disk"
)

// target is what a path to write to leads to.
type target struct {
	path   string      // absolute, without links; "" of stdout and of what is no file or folder
	folder bool        // a folder is meant
	info   fs.FileInfo // nil if there is nothing yet
	parent string      // the deepest folder on the way that is there
}

// locate returns what path leads to, or an error if nothing can be written there. Links are
// followed.
func locate(path string) (target, error) {
	switch path {
	case "":
		return target{}, usageError("the path to write to is empty", "")
	case "-":
		info, err := os.Stdout.Stat()
		if err != nil {
			return target{}, fmt.Errorf("stdout: %w", err)
		}
		return target{info: info}, nil
	}
	if isDevice(path) {
		return locateDevice(path)
	}
	there, missing, err := follow(path)
	if err != nil {
		return target{}, noWay(path, err)
	}
	info, err := os.Stat(there)
	if err != nil {
		return target{}, noWay(path, err)
	}
	t := target{path: filepath.Join(there, missing), parent: there, folder: strings.HasSuffix(path, "/")}
	switch {
	case !t.folder && strings.ContainsRune(missing, filepath.Separator):
		return t, noWay(path, syscall.ENOTDIR)
	case !t.folder && missing == "" && info.IsDir():
		return t, cannotWrite(path, "it is a folder", "")
	case (t.folder || missing != "") && !info.IsDir():
		return t, cannotWrite(path, there+" is no folder", "")
	}
	if missing == "" {
		t.info = info
	}
	if !info.IsDir() {
		t.parent = filepath.Dir(there)
	}
	return t, nil
}

// noWay returns the error for a path that cannot be written to because of err.
func noWay(path string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOTDIR):
		return cannotWrite(path, "there is no folder "+filepath.Dir(path), "")
	case isDisk(err):
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	if _, err := os.Stat(path); errors.Is(err, syscall.ELOOP) { // EvalSymlinks says it in words
		return cannotWrite(path, "too many links", "")
	}
	return cannotWrite(path, reason(err).Error(), "")
}

// locateDevice returns a device or pipe to write to. A link to one outside the folders that the
// system keeps for them is probably a mistake.
func locateDevice(path string) (target, error) {
	info, err := os.Stat(path)
	if err != nil {
		return target{}, noWay(path, err)
	}
	mode := info.Mode()
	if mode&fs.ModeNamedPipe == 0 && mode&fs.ModeCharDevice == 0 {
		return target{}, cannotWrite(path, "it is neither a file nor a pipe", "")
	}
	link, err := os.Lstat(path)
	if err != nil {
		return target{}, noWay(path, err)
	}
	folder, _, err := follow(filepath.Dir(path))
	if err != nil {
		return target{}, noWay(path, err)
	}
	system := strings.HasPrefix(folder+"/", "/dev/") || strings.HasPrefix(folder+"/", "/proc/")
	if link.Mode()&fs.ModeSymlink != 0 && !system {
		return target{}, cannotWrite(path, "it is a link to no file", "")
	}
	return target{info: info}, nil
}

// isDevice reports whether path is neither a file nor a folder: /dev/stdout, a named pipe.
func isDevice(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// follow resolves the links of path as far as it exists. It returns that part, absolute, and the
// missing rest. The file system resolves .. after a link.
func follow(path string) (there, missing string, err error) {
	const separator = string(filepath.Separator)
	if !filepath.IsAbs(path) {
		folder, err := os.Getwd()
		if err != nil {
			return "", "", err
		}
		path = folder + separator + path
	}
	for {
		root := filepath.VolumeName(path) + separator
		for len(path) > len(root) && os.IsPathSeparator(path[len(path)-1]) { // of Windows / is one too
			path = path[:len(path)-1]
		}
		there, err = filepath.EvalSymlinks(path)
		if !errors.Is(err, fs.ErrNotExist) {
			return there, missing, err
		}
		if _, err := os.Lstat(path); err == nil {
			return "", "", errors.New("a link on the way leads to nothing")
		}
		parent, name := filepath.Split(path)
		if name == ".." {
			return "", "", err
		}
		path, missing = parent, filepath.Join(name, missing)
	}
}

// obstacle returns the name of an entry of the folder that is named like a picture but is no file;
// "" if there is none.
func (t target) obstacle() string {
	if !t.folder || t.info == nil {
		return ""
	}
	entries, err := os.ReadDir(t.path)
	if err != nil {
		return "" // a folder that lets nobody look into it may let one write
	}
	for _, entry := range entries {
		if pictureName.MatchString(entry.Name()) && !entry.Type().IsRegular() {
			return entry.Name()
		}
	}
	return ""
}

// probe returns an error if no file can be made where the target is to be.
func (t target) probe(path string) error {
	if t.parent == "" {
		return nil
	}
	_ = disk.RemoveTemporary(disk.OS{}, t.parent) // what others have left is no reason not to write
	probe, err := disk.NewTemporary(disk.OS{}, t.parent, func(io.Writer) error { return nil })
	if err == nil {
		err = probe.Remove()
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	return nil
}

// reason returns the error without the path.
func reason(err error) error {
	var fault *fs.PathError
	if errors.As(err, &fault) {
		return fault.Err
	}
	return err
}

// cannotWrite returns a usage error that says why path cannot be written to.
func cannotWrite(path, why, hint string) error {
	return usageError(fmt.Sprintf("cannot write %s: %s", path, why), hint)
}
