package disk

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// A temporary file is called .vae-HOST-PID-LIFE-N.tmp after the process that writes it. HOST stands
// for the machine and, on Linux, the set of processes that see each other (a container is one);
// LIFE tells a process from an earlier one of the same number; N counts. The name of the file is
// not part of it: that may be as long as the file system allows.
var (
	temporary = regexp.MustCompile(`^\.vae-([0-9a-f]{8})-(\d+)-([0-9a-f]{1,16})-\d+\.tmp$`)
	// nameless are names of earlier versions, which say nothing of the host.
	nameless = regexp.MustCompile(`^\.vae-(\d+)-\d+\.tmp$|^\.fetch-\d+$|^\.vae-\d+$`)
)

// abandoned is the time without a write after which a temporary file is taken for left, if its
// process cannot be seen from here.
const abandoned = 24 * time.Hour

var (
	// host is a digest of the machine and of the processes that this one can see. What cannot be
	// read tells no machine from another.
	host = sync.OnceValue(func() string {
		name, _ := os.Hostname()
		machine, _ := os.ReadFile("/etc/machine-id")
		processes, _ := os.Readlink("/proc/self/ns/pid")
		sum := fnv.New32a()
		fmt.Fprintf(sum, "%s %s %s", name, machine, processes)
		return fmt.Sprintf("%08x", sum.Sum32())
	})
	life = strconv.FormatInt(time.Now().UnixNano(), 16)
)

// temporaryName returns the n-th name for a temporary file of this process.
func temporaryName(n int) string {
	return fmt.Sprintf(".vae-%s-%d-%s-%d.tmp", host(), os.Getpid(), life, n)
}

// IsTemporary reports whether name is that of a temporary file, of this or an earlier version.
func IsTemporary(name string) bool { return temporary.MatchString(name) || nameless.MatchString(name) }

// RemoveTemporary removes the temporary files and folders in dir that dead processes left. Processes of other
// hosts or containers cannot be seen: their files are removed after a day without a write.
func RemoveTemporary(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("clean %s: %w", dir, err)
	}
	for _, entry := range entries {
		left, err := isLeft(entry)
		switch path := filepath.Join(dir, entry.Name()); {
		case left && entry.IsDir():
			err = removeAll(fsys, path)
		case left:
			err = fsys.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process may clean too
			return fmt.Errorf("clean %s: %w", dir, err)
		}
	}
	return nil
}

// isLeft reports whether a folder's entry is a temporary file or folder that no process writes any
// more.
func isLeft(entry fs.DirEntry) (bool, error) {
	if !IsTemporary(entry.Name()) {
		return false, nil
	}
	if m := temporary.FindStringSubmatch(entry.Name()); m != nil && m[1] == host() {
		return isDead(m[2], m[3]), nil
	}
	if m := nameless.FindStringSubmatch(entry.Name()); m != nil && m[1] != "" {
		return isDead(m[1], ""), nil
	}
	info, err := entry.Info()
	return err == nil && time.Since(info.ModTime()) > abandoned, err
}

// isDead reports whether the process of that number and life no longer runs.
func isDead(number, of string) bool {
	pid, err := strconv.Atoi(number)
	if err != nil || pid < 1 {
		return true
	}
	if pid == os.Getpid() {
		return of != life
	}
	return !runs(pid)
}
