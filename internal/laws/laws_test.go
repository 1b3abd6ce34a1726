// Package laws holds the rules on who may import whom, and on who may print.
package laws

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path of the root package; all paths in the table are relative to it, and "." is the
// root itself.
const module = "vae"

// commands are the programs: those for users, and those that write source files.
var commands = []string{"cmd/...", "internal/kernel/avo/..."}

// models are the packages that know what a model is.
var models = []string{".", "train/...", "evaluate/...", "selfcheck/...", "encoder/...", "decoder/...", "loss/...", "divergence/...",
	"internal/nn/...", "internal/optim/...", "internal/lineargaussian/..."}

// laws say which packages must never import which, directly or through others where indirect is
// set. A pattern ending in /... means a folder and all below it.
var laws = []struct {
	law      string
	of       []string // the packages bound by it; nil for all
	except   []string
	never    []string // packages of this module
	foreign  []string // other packages
	indirect bool
}{
	{law: "1. encoder, decoder and loss meet only in the root package",
		of: []string{"encoder/..."}, never: []string{"decoder/...", "loss/...", "."}, indirect: true},
	{law: "1. encoder, decoder and loss meet only in the root package",
		of: []string{"decoder/..."}, never: []string{"encoder/...", "loss/...", "."}, indirect: true},
	{law: "1. encoder, decoder and loss meet only in the root package",
		of: []string{"loss/..."}, never: []string{"encoder/...", "decoder/...", "."}, indirect: true},
	{law: "2. data and checkpoints know nothing of models",
		of: []string{"data/...", "checkpoints/..."}, never: models, foreign: []string{"gorgonia.org/..."}, indirect: true},
	{law: "2. only internal/nn imports Gorgonia",
		except: []string{"internal/nn/..."}, foreign: []string{"gorgonia.org/..."}},
	{law: "3. only commands parse flags, log and know of terminals",
		except: commands, foreign: []string{"flag", "log/...", "github.com/alecthomas/kong/...",
			"github.com/schollz/progressbar/...", "golang.org/x/term/..."}},
	{law: "4. nothing but cmd imports train",
		except: []string{"cmd/..."}, never: []string{"train/..."}},
	{law: "leaves: internal/rng imports at most internal/kernel",
		of: []string{"internal/rng/..."}, never: others("internal/kernel/...", "internal/rng/..."), indirect: true},
	{law: "leaves: internal/raster imports nothing of the module", of: []string{"internal/raster/..."}, never: others("internal/raster/..."), indirect: true},
	{law: "leaves: internal/grid imports at most internal/raster",
		of: []string{"internal/grid/..."}, never: others("internal/raster/...", "internal/grid/..."), indirect: true},
	{law: "leaves: internal/kernel imports nothing of the module",
		of: []string{"internal/kernel/..."}, never: others("internal/kernel/..."), indirect: true},
	{law: "leaves: internal/plural and internal/fault import nothing else of the module",
		of: []string{"internal/plural/...", "internal/fault/..."}, never: others("internal/plural/...", "internal/fault/..."), indirect: true},
	{law: "leaves: internal/disk imports nothing of the module",
		of: []string{"internal/disk/..."}, never: others("internal/disk/..."), indirect: true},
	{law: "leaves: data/internal/format imports at most internal/disk, and data/internal/pictures nothing of the module",
		of: []string{"data/internal/format/..."}, never: others("internal/disk/...", "data/internal/format/..."), indirect: true},
	{law: "leaves: data/internal/format imports at most internal/disk, and data/internal/pictures nothing of the module",
		of: []string{"data/internal/pictures/..."}, never: others("data/internal/pictures/..."), indirect: true},
	{law: "leaves: internal/truetype imports nothing of the module, and internal/plot at most that",
		of: []string{"internal/truetype/..."}, never: others("internal/truetype/..."), indirect: true},
	{law: "leaves: internal/truetype imports nothing of the module, and internal/plot at most that",
		of: []string{"internal/plot/..."}, never: others("internal/truetype/...", "internal/plot/..."), indirect: true},
}

// printing is what only commands may name.
var printing = []string{"fmt.Print", "fmt.Printf", "fmt.Println", "os.Exit", "os.Stdin", "os.Stdout", "os.Stderr", "os.Args"}

// others returns a pattern list for every package of the module but these.
func others(but ...string) []string { return append([]string{"!"}, but...) }

// pkg is what go list tells of a package without its tests.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestLaws_ofImports(t *testing.T) {
	for _, p := range list(t) {
		for _, breach := range breaches(p) {
			t.Error(breach)
		}
	}
}

// breaches returns which laws a package breaks.
func breaches(p pkg) []string {
	var all []string
	for _, l := range laws {
		if l.of != nil && !inside(p.ImportPath, l.of) || inside(p.ImportPath, l.except) {
			continue
		}
		imports := p.Imports
		if l.indirect {
			imports = p.Deps
		}
		for _, path := range imports {
			if inside(path, l.never) || matches(path, l.foreign) {
				all = append(all, p.ImportPath+" imports "+path+", against law "+l.law)
			}
		}
	}
	return all
}

// Every law is broken once, so that a slip in the table does not go unseen.
func TestLaws_findBreaches(t *testing.T) {
	for breach, want := range map[string]int{
		"encoder decoder": 1, "encoder loss": 1, "decoder encoder": 1, "decoder loss": 1, "loss encoder": 1, "loss decoder": 1,
		"encoder internal/nn": 0, ". encoder": 0, "decoder internal/kernel": 0,
		"data .": 1, "data internal/nn": 1, "data internal/rng": 0, "checkpoints evaluate": 1, "checkpoints encoder": 1,
		"encoder @gorgonia.org/gorgonia": 1, "train @gorgonia.org/tensor": 1, "data @gorgonia.org/tensor": 2,
		"internal/nn @gorgonia.org/gorgonia": 0, "internal/optim @gorgonia.org/tensor": 1, ". @gorgonia.org/gorgonia": 1,
		"train @flag": 1, ". @log/slog": 1, "data @golang.org/x/term": 1, "cmd/vae @github.com/alecthomas/kong": 0,
		"internal/kernel/avo/vector @flag": 0, "data @github.com/schollz/progressbar/v3": 1,
		"evaluate train": 1, "cmd/vae train": 0, ". train": 1, "selfcheck train": 1, "data selfcheck": 1,
		"internal/rng internal/kernel": 0, "internal/rng data": 1, "internal/grid internal/rng": 1, "internal/grid internal/raster": 0, "internal/raster internal/rng": 1, "internal/kernel internal/nn": 1,
		"data divergence": 1, "data internal/truetype": 0, "divergence @gorgonia.org/gorgonia": 1, "divergence internal/plot": 0,
		"internal/disk checkpoints": 1, "internal/disk/disktest internal/disk": 0, "data internal/disk": 0,
		"internal/fault internal/disk": 1, "data internal/fault": 0,
		"data/internal/format internal/disk": 0, "data/internal/format data": 1, "data/internal/pictures internal/disk": 1,
		"internal/truetype data": 1, "internal/plot internal/truetype": 0, "internal/plot internal/grid": 1,
	} {
		from, to, _ := strings.Cut(breach, " ")
		paths := []string{path.Join(module, to)}
		if foreign, ok := strings.CutPrefix(to, "@"); ok {
			paths = []string{foreign}
		}
		if got := breaches(pkg{path.Join(module, from), paths, paths}); len(got) != want {
			t.Errorf("%s: got %q, want %d breaches", breach, got, want)
		}
	}
}

// The files are read here, those for other systems too, so that go test sees every change and does
// not answer from its cache.
func TestLaws_onlyCommandsPrint(t *testing.T) {
	const root = "../.."
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder, _ := filepath.Rel(root, filepath.Dir(file))
		hidden := strings.HasPrefix(entry.Name(), ".") && file != root || entry.Name() == "testdata"
		switch {
		case entry.IsDir() && hidden:
			return filepath.SkipDir
		case entry.IsDir() || matches(filepath.ToSlash(folder), commands):
			return nil
		case strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") && !hidden:
			checkPrinting(t, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkPrinting reports every place in a file that names what only commands may name.
func checkPrinting(t *testing.T, name string) {
	t.Helper()
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	imported := map[string]string{} // local name → path
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		name := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imported[name] = path
	}
	ast.Inspect(file, func(n ast.Node) bool {
		name := ""
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				name = imported[x.Name] + "." + n.Sel.Name
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "print" || f.Name == "println") {
				name = f.Name
			}
		}
		if name == "print" || name == "println" || slices.Contains(printing, name) {
			t.Errorf("%s: %s, against law 3: only commands print", positions.Position(n.Pos()), name)
		}
		return true
	})
}

// list returns every package of the module.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,Deps", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// inside reports whether an import path is one of the module's packages that the patterns mean.
func inside(path string, patterns []string) bool {
	switch {
	case path == module:
		path = "."
	case strings.HasPrefix(path, module+"/"):
		path = strings.TrimPrefix(path, module+"/")
	default:
		return false
	}
	if len(patterns) > 0 && patterns[0] == "!" {
		return !matches(path, patterns[1:])
	}
	return matches(path, patterns)
}

// matches reports whether a path fits one of the patterns.
func matches(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		folder, deep := strings.CutSuffix(pattern, "/...")
		return path == folder || deep && strings.HasPrefix(path, folder+"/")
	})
}
