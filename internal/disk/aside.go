package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// SetAside renames the damaged file path to path.damaged-1, or to the next number that is free, and
// returns the new path.
func SetAside(fsys FS, path string) (string, error) {
	for n := 1; ; n++ {
		to := fmt.Sprintf("%s.damaged-%d", path, n)
		_, err := fsys.Stat(to)
		if err == nil {
			continue
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = fsys.Rename(path, to)
		}
		if err != nil {
			return "", fmt.Errorf("set %s aside: %w", path, err)
		}
		return to, fsys.SyncDir(filepath.Dir(path))
	}
}
