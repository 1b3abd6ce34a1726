package checkpoints

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"unicode"

	"github.com/gofrs/flock"

	"vae/internal/disk"
	"vae/internal/fault"
)

// LockName is the lock file in a run folder. Nobody but its holder may remove it, before he
// releases it: who else has opened it finds then that it is not the one of that name any more.
const LockName = "run.lock"

// maxHolder bounds how much of a lock file is believed, in bytes.
const maxHolder = 200

// Lock takes the run folder dir for this process until release is called or the process ends,
// however it ends: the kernel frees the lock, so that a kill leaves none behind. The file run.lock
// stays; it names the holder.
//
// It does not wait. If another holder has the folder, in this process or another, the error is an
// [*InUseError]. If run.lock is anything but a regular file, it is a [*disk.NotRegularError] or the
// system's, and nothing is touched.
func Lock(dir string) (release func() error, err error) {
	defer fault.Mark("checkpoints", &err)
	path := filepath.Join(dir, LockName)
	for attempt := 1; ; attempt++ {
		lock := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|lockFlags), flock.SetPermissions(0o666))
		held, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", dir, notRegular(path, err))
		}
		if !held {
			return nil, &InUseError{Dir: dir, Holder: readHolder(path)}
		}
		err = nameHolder(lock, path)
		if err == nil {
			return lock.Unlock, nil
		}
		err = errors.Join(err, lock.Unlock())
		if !errors.Is(err, errReplaced) || attempt == maxAttempts {
			return nil, fmt.Errorf("lock %s: %w", dir, err)
		}
	}
}

// errReplaced says that a lock file is not the one that was locked.
var errReplaced = errors.New(LockName + " was replaced")

// notRegular returns what opening a lock file says of a link or a folder.
func notRegular(path string, err error) error {
	switch {
	case errors.Is(err, syscall.ELOOP):
		return &disk.NotRegularError{Path: path, Kind: "a link"}
	case errors.Is(err, syscall.EISDIR):
		return &disk.NotRegularError{Path: path, Kind: "a folder"}
	}
	return err
}

// nameHolder names this process in the lock file, which it holds, unless another file bears its
// name by now. On Windows nobody could read it: there locks keep readers out, and an open file
// keeps its name.
func nameHolder(lock *flock.Flock, path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	held, err := lock.Stat()
	if err != nil {
		return err
	}
	if !held.Mode().IsRegular() {
		return &disk.NotRegularError{Path: path, Kind: "a pipe or a device"}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|lockFlags, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return errReplaced
	}
	if err != nil {
		return err
	}
	found, err := f.Stat()
	switch {
	case err == nil && !os.SameFile(held, found):
		err = errReplaced
	case err == nil:
		err = writeHolder(f)
	}
	return errors.Join(err, f.Close())
}

// writeHolder names this process in a lock file that nobody else may write to.
func writeHolder(f *os.File) error {
	host, err := os.Hostname()
	if err != nil {
		host = "an unnamed host"
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "pid %d on %s\n", os.Getpid(), host)
	return err
}

// readHolder returns what the lock file says of its holder on one printable line, or "" if it says
// nothing.
func readHolder(path string) string {
	f, err := disk.OpenRegular(path)
	if err != nil {
		return "" // the holder's name is a courtesy
	}
	defer f.Close() // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxHolder))
	if err != nil {
		return ""
	}
	printable := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, string(text))
	return strings.TrimSpace(printable)
}
