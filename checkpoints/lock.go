package checkpoints

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"github.com/gofrs/flock"
)

// lockName is the lock file in a run folder.
const lockName = "run.lock"

// maxHolder bounds how much of a lock file is believed, in bytes.
const maxHolder = 200

// Lock takes the run folder dir for this process until release is called or the process ends, however it ends: the
// kernel frees the lock, so that a kill leaves none behind. The file run.lock stays; it names the holder.
//
// It does not wait. If another holder has the folder, in this process or another, the error is an [*InUseError].
func Lock(dir string) (release func() error, err error) {
	path := filepath.Join(dir, lockName)
	lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("checkpoints: lock %s: %w", dir, err)
	}
	if !held {
		return nil, fmt.Errorf("checkpoints: lock: %w", &InUseError{Dir: dir, Holder: readHolder(path)})
	}
	if err := writeHolder(path); err != nil {
		return nil, fmt.Errorf("checkpoints: lock %s: %w", dir, errors.Join(err, lock.Unlock()))
	}
	return lock.Unlock, nil
}

// writeHolder names this process in the lock file. On Windows nobody could read it: there locks keep readers out.
func writeHolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	host, err := os.Hostname()
	if err != nil {
		host = "an unnamed host"
	}
	return os.WriteFile(path, fmt.Appendf(nil, "pid %d on %s\n", os.Getpid(), host), 0o666)
}

// readHolder returns what the lock file says of its holder on one printable line, or "" if it says nothing.
func readHolder(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "" // the holder's name is a courtesy
	}
	printable := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, string(text[:min(len(text), maxHolder)]))
	return strings.TrimSpace(printable)
}
