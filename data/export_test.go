package data

import (
	"context"
	"time"

	"vae/internal/disk"
)

// NewFetcher returns the fetcher that Fetch uses.
func NewFetcher(dir string, report func(line string)) *fetcher {
	return &fetcher{dir, report, disk.OS{}, usual}
}

// On makes a fetcher install on a file system.
func (f *fetcher) On(fsys disk.FS) *fetcher {
	f.fsys = fsys
	return f
}

// Hurry bounds the time of a download and asks for least bytes in each tenth of it.
func (f *fetcher) Hurry(total time.Duration, least int64) {
	f.pace = pace{total: total, window: total / 10, least: least}
}

// Sources returns the number of sources of an entry.
func Sources(e Entry) int {
	if e.module != nil {
		return len(e.mirrors) + 1
	}
	return len(e.mirrors)
}

// FaceOf returns the font of image i of DrawDigits, and the number of fonts.
func FaceOf(seed uint64, i int) (face, of int) {
	_, f := drawFactors(seed, i)
	return f.face, len(faces)
}

// FetchFrom fetches a set of one file, which has that SHA-256, from mirrors and, if withModule, a
// Go module.
func (f *fetcher) FetchFrom(ctx context.Context, name, rawSHA256, gzSHA256 string, mirrors []string, withModule bool) error {
	e := &Entry{Name: name, mirrors: mirrors, files: []file{{stem: trainImages, raw: rawSHA256, gz: gzSHA256}}}
	if withModule {
		e.module = &module{path: "example.org/m", escaped: "example.org/m", version: "v1.0.0", folder: "data"}
	}
	return f.fetch(ctx, e)
}

// Draw divides a set as a source without parts is.
func Draw(s *Set, purpose string, n int) (rest, drawn *Set) { return s.draw(purpose, n) }

// NumberOf returns the number of the image with that index in a part.
func NumberOf(part, index int) uint64 { return numberOf(part, index) }
