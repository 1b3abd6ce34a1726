package checkpoints

import (
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// InUse reports whether a process has the run folder dir, without writing to it. A folder that
// cannot be asked is free.
func InUse(dir string) bool {
	path := filepath.Join(dir, LockName)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	return err == nil && !free || lock.Unlock() != nil
}
