package data

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"vae/internal/disk"
	"vae/internal/fault"
)

// Fetch installs the data set of that name in the folder dir/NAME, where dir is as in Options, or
// in the user's cache folder if neither dir nor $VAE_DATA is set. It leaves an installed set alone.
// report, if it is not nil, is called with lines that say what happens. The error is a *FetchError
// if no source can supply the files.
func Fetch(ctx context.Context, name, dir string, report func(line string)) (err error) {
	defer fault.Mark("data", &err)
	e, err := entry(name)
	if err != nil {
		return err
	}
	f := &fetcher{dir, report, disk.OS{}, usual}
	return f.fetch(ctx, e)
}

type fetcher struct {
	dir  string            // as in Fetch
	tell func(line string) // as report in Fetch
	fsys disk.FS           // where sets are installed
	pace pace              // of the network
}

// FetchError lists the failed attempts to fetch a data set.
type FetchError struct {
	Name     string
	Attempts []Attempt
}

// Attempt is a source of a data set and its error.
type Attempt struct {
	Source string
	Err    error
}

func (e *FetchError) Error() string {
	tried := converted(e.Attempts, func(a Attempt) string { return fmt.Sprintf("%s: %v", a.Source, a.Err) })
	return fmt.Sprintf("fetch %s: no source has it: %s", e.Name, strings.Join(tried, "; "))
}

// Unwrap returns the errors of all attempts.
func (e *FetchError) Unwrap() []error {
	return converted(e.Attempts, func(a Attempt) error { return a.Err })
}

func (f *fetcher) fetch(ctx context.Context, e *Entry) error {
	if e.BuiltIn {
		f.report("%s is built in", e.Name)
		return nil
	}
	failure := &FetchError{Name: e.Name}
	if folder, err := e.locate(f.dir); err == nil {
		if err = e.verify(folder); err == nil {
			f.report("%s is already in %s", e.Name, folder)
			return nil
		}
		failure.Attempts = append(failure.Attempts, Attempt{folder, err})
	}
	target, err := e.home(f.dir)
	if err != nil {
		return err
	}
	if err = disk.MkdirAll(f.fsys, target); err == nil {
		err = disk.RemoveTemporary(f.fsys, target) // what a crash left
	}
	if err != nil {
		return fmt.Errorf("fetch %s: %w", e.Name, err)
	}
	for _, s := range f.sources(e) {
		err := s.supply(ctx, target)
		if ctx.Err() != nil {
			return fmt.Errorf("fetch %s: %w", e.Name, ctx.Err())
		}
		if err == nil {
			f.report("%s is now in %s", e.Name, target)
			return nil
		}
		failure.Attempts = append(failure.Attempts, Attempt{s.name, err})
	}
	return failure
}

func (f *fetcher) report(format string, args ...any) {
	if f.tell != nil {
		f.tell(fmt.Sprintf(format, args...))
	}
}

// home returns the folder where Fetch installs the entry.
func (e *Entry) home(dir string) (string, error) {
	if dir = cmp.Or(dir, os.Getenv("VAE_DATA")); dir != "" {
		return filepath.Join(dir, e.Name), nil
	}
	cache, err := cacheFolder()
	return filepath.Join(cache, e.Name), err
}

// source is a place from which an entry can be fetched.
type source struct {
	name   string
	supply func(ctx context.Context, target string) error // installs the files that target lacks
}

// sources returns the sources in the order in which they are tried.
func (f *fetcher) sources(e *Entry) []source {
	var sources []source
	if goCommand, err := exec.LookPath("go"); err == nil && e.module != nil {
		name := "go mod download " + e.module.path
		sources = append(sources, source{name, func(ctx context.Context, target string) error {
			f.report("fetching %s with go mod download", e.Name)
			ctx, cancel := context.WithTimeoutCause(ctx, f.pace.total, f.pace.tooLong())
			defer cancel()
			folder, err := e.module.download(ctx, goCommand)
			if err != nil {
				return cmp.Or(context.Cause(ctx), err)
			}
			return f.copy(e, folder, target)
		}})
	}
	for _, url := range e.mirrors {
		sources = append(sources, source{url, func(ctx context.Context, target string) error {
			f.report("fetching %s from %s", e.Name, url)
			return f.download(ctx, e, url, target)
		}})
	}
	return sources
}
