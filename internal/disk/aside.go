package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// SetAside renames what is damaged at path to path.damaged-1 or, if there is something of that
// name, to the next number that is free, and returns the new path.
func SetAside(fsys FS, path string) (string, error) {
	for n := 1; ; n++ {
		to := fmt.Sprintf("%s.damaged-%d", path, n)
		_, err := fsys.Stat(to)
		switch {
		case err == nil:
			continue
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("set %s aside: %w", path, err)
		}
		if err := fsys.Rename(path, to); err != nil {
			return "", fmt.Errorf("set %s aside: %w", path, err)
		}
		return to, fsys.SyncDir(filepath.Dir(path))
	}
}
