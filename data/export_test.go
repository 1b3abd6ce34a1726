package data

import (
	"bytes"
	"context"
)

// ParseIDX and ParseNPY parse content that came from nowhere and return the bytes of
// memory that the result takes.
func ParseIDX(content []byte) (int, error) { return parseBytes(content, parseIDX) }
func ParseNPY(content []byte) (int, error) { return parseBytes(content, parseNPY) }

func parseBytes(content []byte, parse func(*input) (*array, error)) (int, error) {
	in, err := newInput("input", bytes.NewReader(content), int64(len(content)), nil)
	if err != nil {
		return 0, err
	}
	a, err := parse(in)
	if err != nil {
		return 0, err
	}
	return cap(a.bytes) + 4*cap(a.floats) + 8*cap(a.ints), nil
}

// FetchFrom fetches a set of one file, which has that SHA-256, from mirrors and, if
// withModule, a Go module.
func (f *Fetcher) FetchFrom(ctx context.Context, name, rawSHA256, gzSHA256 string, mirrors []string, withModule bool) error {
	e := &Entry{Name: name, mirrors: mirrors, files: []file{{stem: trainImages, raw: rawSHA256, gz: gzSHA256}}}
	if withModule {
		e.module = &module{path: "example.org/m", escaped: "example.org/m", version: "v1.0.0", folder: "data"}
	}
	return f.fetch(ctx, e)
}
