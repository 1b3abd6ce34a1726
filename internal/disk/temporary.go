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
// LIFE tells a process from an earlier one of the same number; N counts. The name is short, so that
// a long name beside it is no problem.
var (
	temporary = regexp.MustCompile(`^\.vae-([0-9a-f]{8})-(\d+)-([0-9a-f]{1,16})-\d+\.tmp$`)
	// nameless are names of earlier versions, which say nothing of the host.
	nameless = regexp.MustCompile(`^\.vae-(\d+)-\d+\.tmp$|^\.fetch-\d+$|^\.vae-\d+$`)
)

// abandoned is the age from which on a temporary file of a process that cannot be seen from here is
// nobody's any more: who writes a file writes to it more often.
const abandoned = 24 * time.Hour

var (
	host = sync.OnceValue(hostDigest)
	life = strconv.FormatInt(time.Now().UnixNano(), 16)
)

// hostDigest returns what stands for the machine and the processes that this one can see. What of
// it cannot be had tells no machine from another.
func hostDigest() string {
	name, _ := os.Hostname()
	machine, _ := os.ReadFile("/etc/machine-id")
	processes, _ := os.Readlink("/proc/self/ns/pid")
	sum := fnv.New32a()
	fmt.Fprintf(sum, "%s %s %s", name, machine, processes)
	return fmt.Sprintf("%08x", sum.Sum32())
}

// temporaryName returns the n-th name for a temporary file of this process.
func temporaryName(n int) string {
	return fmt.Sprintf(".vae-%s-%d-%s-%d.tmp", host(), os.Getpid(), life, n)
}

// IsTemporary reports whether a file of that name is a temporary one, of this version or an earlier
// one.
func IsTemporary(name string) bool { return temporary.MatchString(name) || nameless.MatchString(name) }

// RemoveTemporary removes the temporary files in dir that processes which no longer run have left.
// A process of another host or container cannot be seen from here: what it left goes when nothing
// was written to it for a day.
func RemoveTemporary(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("clean %s: %w", dir, err)
	}
	for _, entry := range entries {
		left, err := isLeft(entry)
		if err == nil && left {
			err = fsys.Remove(filepath.Join(dir, entry.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process may clean too
			return fmt.Errorf("clean %s: %w", dir, err)
		}
	}
	return nil
}

// isLeft reports whether a folder's entry is a temporary file that nobody writes any more.
func isLeft(entry fs.DirEntry) (bool, error) {
	if entry.IsDir() {
		return false, nil
	}
	name := entry.Name()
	if m := temporary.FindStringSubmatch(name); m != nil && m[1] == host() {
		return isDead(m[2], m[3]), nil
	} else if m == nil {
		old := nameless.FindStringSubmatch(name)
		if old == nil {
			return false, nil
		}
		if old[1] != "" {
			return isDead(old[1], ""), nil
		}
	}
	info, err := entry.Info()
	if err != nil {
		return false, err
	}
	return time.Since(info.ModTime()) > abandoned, nil
}

// isDead reports whether the process of that number and life does not run any more.
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
