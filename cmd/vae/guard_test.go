//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// guarded are commands that write, with OUT where a path belongs, and what they can write there.
var guarded = []struct {
	command, ending string
	reads           string // a file that is read
	thorough        bool   // whether all paths are tried, or some
}{
	{"sample runs/r -o OUT", ".png", "", true},
	{"sample runs/r/checkpoints/best.safetensors -n 9 -o OUT", "/", "", true},
	{"encode runs/r pics -o OUT", ".csv", "", false},
	{"encode runs/r pics/ -o OUT", ".npz", "", false},
	{"encode runs/r -o OUT", ".npy", "", false},
	{"encode runs/r file.npy -o OUT", ".npy", "file.npy", false},
	{"decode runs/r codes.npy -o OUT", ".npy", "codes.npy", true},
	{"decode runs/r ./codes.npy -o OUT", "/", "", false},
	{"reconstruct runs/r ./pics -o OUT", ".png", "", false},
	{"reconstruct runs/r up/pics -o OUT", "/", "", false},
	{"interpolate runs/r pics -o OUT", ".png", "", false},
	{"interpolate runs/r --prior -o OUT", "/", "", false},
	{"scores runs/r pics -n 0 -o OUT", ".csv", "", false},
	{"scores runs/r file.npy -n 0 -o OUT", ".npy", "file.npy", false},
	{"scores runs/r pics -o other.csv --sheet OUT", ".png", "", false},
	{"data show pics -o OUT", ".png", "", false},
	{"train pics --epochs 1 --progress none --out OUT", "", "", true},
}

// spared returns paths that nothing of an ending may be written to in the folder dir, but for hard
// links to a run in the last place.
func spared(dir, ending string, thorough bool) (paths []string) {
	folders := []string{"pics", "runs/r/checkpoints", "up/pics", "outside"}
	if thorough {
		folders = append(folders, "./pics/", "pics/a", dir+"/pics", "in", "in/..", "runs/../pics", "up/up/in/../b",
			"up/runs/r/images", "checkpoints", "checkpoints/../images")
	}
	for _, folder := range folders {
		paths = append(paths, folder+"/new"+ending)
	}
	switch {
	case ending == "":
		return append(paths, "dangling.csv", "pics", "file.npy", "runs/r/config.json/x", dir+"/up/in/x")
	case ending == "/":
		return append(paths, "pics/", "linked/", "target/", "in/", "in/../", "checkpoints/", "dangling.csv/", "dangling.csv/x/", "file.npy/", "file.npy/x/")
	case thorough:
		paths = append(paths, dir+"/up/link"+ending, "chain"+ending, "config"+ending, "folder"+ending, "null"+ending)
	}
	return append(paths, "link"+ending, "hard"+ending, "member"+ending, "dangling"+ending, "best"+ending)
}

// TestGuard_sparesWhatIsRead tries to write over, beside and through links to what each command
// reads. Nothing may change.
func TestGuard_sparesWhatIsRead(t *testing.T) {
	dir := guardedFolder(t)
	before := contents(t, dir)
	for _, g := range guarded {
		paths := spared(dir, g.ending, g.thorough)
		if strings.HasPrefix(g.command, "data") {
			paths = paths[:len(paths)-1] // it reads no run
		}
		if g.reads != "" {
			paths = append(paths, g.reads, "./"+g.reads, "up/"+g.reads, "in/../../"+g.reads, dir+"/"+g.reads, "again-"+g.reads, "twin-"+g.reads)
		}
		for _, path := range paths {
			args := strings.Fields(strings.Replace(g.command, "OUT", path, 1))
			var stdout, stderr bytes.Buffer
			code := run(args, &stdout, &stderr)
			if lines := strings.Split(stderr.String(), "\n"); code != exitUsage || len(lines) > 3 || stdout.Len() > 0 {
				t.Errorf("vae %v: exit code %d, stdout %q, stderr %q", args, code, stdout.String(), stderr.String())
			}
		}
	}
	if after := contents(t, dir); after != before {
		t.Errorf("files changed:\n%s", difference(before, after))
	}
}

// TestGuard_letsPass writes where nothing is read, through links too.
func TestGuard_letsPass(t *testing.T) {
	guardedFolder(t)
	must(t, os.MkdirAll("images", 0o777), os.WriteFile("images/00000.png", nil, 0o666), os.WriteFile("images/note", nil, 0o666),
		os.WriteFile("plain.csv", nil, 0o666), os.Symlink("plain.csv", "to-plain.csv"), os.Symlink("images", "to-images"))
	for _, g := range guarded {
		var paths []string
		switch g.ending {
		case "":
			paths = []string{"new", "runs/new", "up/runs/newer", "to-images/run"}
		case "/":
			paths = []string{"images/", "to-images/new/", "in/../../images/", "a/b/c/", "runs/r/mine/"}
		case ".csv":
			paths = []string{"to-plain.csv", "up/new.csv"}
			fallthrough
		default:
			paths = append(paths, "new"+g.ending, "new"+g.ending, "runs/r/new"+g.ending, "images/new"+g.ending, "/dev/null")
		}
		for _, path := range paths {
			args := strings.Fields(strings.Replace(g.command, "OUT", path, 1))
			var stdout, stderr bytes.Buffer
			if code := run(append(args, more(args)...), &stdout, &stderr); code != exitDone {
				t.Errorf("vae %v: exit code %d, stderr %q", args, code, stderr.String())
			}
		}
	}
	link, err := os.Readlink("to-plain.csv")
	written, err2 := os.ReadFile("plain.csv")
	if must(t, err, err2); link != "plain.csv" || !bytes.HasPrefix(written, []byte("index,")) {
		t.Errorf("the link leads to %s, and its file holds %.20q", link, written)
	}
}

// more returns flags that make a run small.
func more(args []string) []string {
	if args[0] == "train" {
		return []string{"--hidden", "8", "--latent", "2"}
	}
	return nil
}

// guardedFolder makes a folder with pictures, other inputs, a run, and links to them, and goes
// there.
func guardedFolder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	t.Chdir(dir)
	must(t, os.MkdirAll("pics/a", 0o777), os.Mkdir("pics/b", 0o777), os.Mkdir("outside", 0o777), os.Mkdir("linked", 0o777),
		os.Mkdir("target", 0o777))
	for i := range 20 {
		must(t, os.WriteFile(fmt.Sprintf("pics/%c/%03d.png", 'a'+i%2, i), picture(t, i), 0o666))
	}
	must(t, os.WriteFile("target/00000.png", picture(t, 0), 0o666), os.WriteFile("file.npy", append(npyHeader("|u1", []int{9, 8, 8}), stripes(0, 9, 8, 8)...), 0o666))
	for _, line := range []string{
		"train pics --epochs 1 --hidden 8 --latent 2 --progress none --out runs/r",
		"encode runs/r pics -o codes.npy",
	} {
		var stderr bytes.Buffer
		if code := run(strings.Fields(line), &bytes.Buffer{}, &stderr); code != exitDone {
			t.Fatalf("vae %s: exit code %d: %s", line, code, stderr.String())
		}
	}
	must(t, os.Symlink(".", "up"), os.Symlink("pics/a", "in"), os.Symlink("../outside", "pics/c"), os.Symlink("runs/r/checkpoints", "checkpoints"),
		os.Symlink("../../target/00000.png", "pics/a/elsewhere.png"), os.Symlink("../pics/a/000.png", "linked/00000.png"))
	for _, input := range []string{"file.npy", "codes.npy"} {
		must(t, os.Symlink(input, "again-"+input), os.Link(input, "twin-"+input))
	}
	for _, ending := range []string{".png", ".csv", ".npy", ".npz"} {
		must(t, os.Symlink("pics/a/000.png", "link"+ending), os.Symlink("up/link"+ending, "chain"+ending), os.Link("pics/a/000.png", "hard"+ending),
			os.Symlink("runs/r/config.json", "config"+ending), os.Link("runs/r/checkpoints/best.safetensors", "best"+ending),
			os.Symlink("target/00000.png", "member"+ending), os.Symlink("nothing", "dangling"+ending), os.Symlink("outside", "folder"+ending),
			os.Symlink("/dev/null", "null"+ending))
	}
	return dir
}

// contents returns a line for each file, folder and link below a folder, with what is in it.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var lines strings.Builder
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			fmt.Fprintln(&lines, path, entry.Type())
			return err
		}
		file, err := os.ReadFile(path)
		fmt.Fprintf(&lines, "%s %x\n", path, sha256.Sum256(file))
		return err
	}))
	return lines.String()
}
