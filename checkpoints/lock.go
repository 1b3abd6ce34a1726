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

// LockName is the lock file in a run folder. Only its holder may remove it, before releasing it:
// other processes that have opened it then see that the name belongs to another file.
const LockName = "run.lock"

// maxHolder bounds how much of a lock file is read, in bytes.
const maxHolder = 200

// Lock takes the run folder dir for this process until release is called or the process ends, even
// by a kill. The file run.lock stays; it names the holder.
//
// It does not wait: if the folder is locked, by this process or another, the error is an
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

// notRegular returns the error of opening a link or a folder as a NotRegularError.
func notRegular(path string, err error) error {
	switch {
	case errors.Is(err, syscall.ELOOP):
		return &disk.NotRegularError{Path: path, Kind: "a link"}
	case errors.Is(err, syscall.EISDIR):
		return &disk.NotRegularError{Path: path, Kind: "a folder"}
	}
	return err
}

// nameHolder writes the name of this process to the lock file, which it holds. The error is
// errReplaced if the name belongs to another file by now. On Windows it does nothing: there locks
// keep readers out, and an open file keeps its name.
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

// readHolder returns the name in the lock file on one printable line, or "" if there is none.
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

// InUse reports whether a process has locked the run folder dir, without writing to it. It is false
// if that cannot be found out.
func InUse(dir string) bool {
	path := filepath.Join(dir, LockName)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	return err == nil && !free || lock.Unlock() != nil
}
