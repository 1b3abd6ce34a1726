// Command release makes the archives that users download, and SHA256SUMS of them.
//
//	go run ./cmd/release linux/amd64 windows/amd64  # to bin/release/
//
// The same commit and version of Go give the same bytes, wherever and whenever they are made:
// archives hold no times but that of the commit (or $SOURCE_DATE_EPOCH), no names of users and no
// paths of the machine. A tree with changes is refused no archive, but they are called modified.
package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/internal/disk"
)

var folder = flag.String("o", "bin/release", "folder of the archives")

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		log.Fatal(err)
	}
}

// run makes an archive for each platform, from the repository in the current folder.
func run(names []string) error {
	if len(names) == 0 {
		return errors.New("no platform is named, such as linux/amd64")
	}
	var platforms []platform
	for _, name := range names {
		p, err := parsePlatform(name)
		if err != nil {
			return err
		}
		platforms = append(platforms, p)
	}
	s, err := readSource()
	if err != nil {
		return err
	}
	if s.modified {
		log.Print("the tree has changes that are in no commit, so that nobody else can make these archives")
	}
	return release{s, compile, *folder}.write(platforms)
}

// release is a set of archives of one source.
type release struct {
	source
	compile compiler
	folder  string
}

// write writes an archive for each platform, and their sums.
func (r release) write(platforms []platform) error {
	work, err := os.MkdirTemp("", "vae-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	common, version, err := r.common(work)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(r.folder, 0o777); err != nil {
		return err
	}
	var sums strings.Builder
	for _, p := range platforms {
		own, err := r.programs(p, work)
		if err != nil {
			return err
		}
		licences, err := licencesOf(p)
		if err != nil {
			return err
		}
		name := "vae-" + version + "-" + p.os + "-" + p.arch
		all := archive{root: name, time: r.time, files: slices.Concat(own, common, licences)}
		path := filepath.Join(r.folder, name+p.format().ending)
		sum := sha256.New()
		err = disk.WriteFile(disk.OS{}, path, func(w io.Writer) error { return p.format().write(io.MultiWriter(w, sum), all) })
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sum.Sum(nil), filepath.Base(path))
		log.Print(path)
	}
	path := filepath.Join(r.folder, "SHA256SUMS")
	return disk.WriteFile(disk.OS{}, path, func(w io.Writer) error { _, err := io.WriteString(w, sums.String()); return err })
}
