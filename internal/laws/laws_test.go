// Package laws holds the rules on who may import whom, and on who may print.
package laws

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// module is the path of the root package; all paths in the table are relative to it, and "." is the
// root itself.
const module = "vae"

// commands are the programs: those for users, and those that write source files.
var commands = []string{"cmd/...", "internal/kernel/avo/...", "explorer/page/..."}

// models are the packages that know what a model is.
var models = []string{".", "train/...", "export/...", "evaluate/...", "selfcheck/...", "encoder/...", "decoder/...", "prior/...",
	"loss/...", "dist/...", "divergence/...", "latent/...", "internal/view/...", "internal/network/...", "internal/nn/...",
	"internal/optim/...", "internal/lineargaussian/..."}

// law says which packages must never import which, directly or through others where indirect is
// set. A pattern ending in /... means a folder and all below it; a list that begins with ! means
// all others.
type law struct {
	law      string
	of       []string // the packages bound by it; nil for all
	except   []string
	never    []string // packages of this module
	foreign  []string // other packages
	indirect bool
}

var laws = []law{
	part("encoder"), part("decoder"), part("prior"), part("loss"),
	{law: "2. data and checkpoints know nothing of models",
		of: []string{"data/...", "checkpoints/..."}, never: models, foreign: []string{"gorgonia.org/..."}, indirect: true},
	{law: "2. only internal/nn imports Gorgonia",
		except: []string{"internal/nn/..."}, foreign: []string{"gorgonia.org/..."}},
	{law: "3. only commands parse flags, log and know of terminals",
		except: commands, foreign: []string{"flag", "log/...", "github.com/alecthomas/kong/...",
			"github.com/schollz/progressbar/...", "golang.org/x/term/..."}},
	{law: "4. nothing but cmd imports train, report, export, explorer and serve",
		except: []string{"cmd/..."}, never: []string{"train/...", "report/...", "export/...", "explorer/...", "serve/..."}},
	{law: "4. nothing but cmd imports internal/ranks",
		except: []string{"cmd/...", "internal/ranks/..."}, never: []string{"internal/ranks/..."}},
	{law: "5. only data, explorer, serve and internal/ranks open sockets",
		except:  []string{"data", "explorer", "serve", "internal/web", "internal/ranks"},
		foreign: []string{"net", "net/http/...", "net/rpc/...", "net/smtp"}},
	{law: "5. only internal/ranks loads foreign libraries",
		except: []string{"internal/ranks"}, foreign: []string{"plugin", "github.com/ebitengine/purego/..."}},
	leaf("data/internal/format", "internal/disk"),
	leaf("data/internal/pictures"),
	leaf("dist", "internal/nn", "internal/kernel", "internal/rng", "internal/reduce", "internal/choice"),
	leaf("internal/choice"),
	leaf("internal/disk"),
	leaf("internal/fault"),
	leaf("internal/figure", "internal/plot", "internal/truetype", "internal/raster"),
	leaf("internal/grid", "internal/raster"),
	leaf("internal/kernel"),
	leaf("internal/network", "dist", "internal/nn", "internal/kernel", "internal/rng", "internal/reduce", "internal/choice",
		"internal/plural", "internal/raster"),
	leaf("internal/plot", "internal/truetype"),
	leaf("internal/plural"),
	leaf("internal/raster"),
	leaf("internal/ranks", "internal/shards", "internal/kernel", "internal/fault"),
	leaf("internal/reduce"),
	leaf("internal/rng", "internal/kernel"),
	leaf("internal/shards", "internal/kernel"),
	leaf("internal/truetype"),
	leaf("report"),
}

// part returns the law on a part of the model.
func part(name string) law {
	others := []string{"."}
	for _, other := range []string{"encoder", "decoder", "prior", "loss"} {
		if other != name {
			others = append(others, other+"/...")
		}
	}
	return law{law: "1. encoder, decoder, prior and loss meet only in the root package",
		of: []string{name + "/..."}, never: others, indirect: true}
}

// leaf returns the law that a package imports nothing of the module but what is named.
func leaf(name string, but ...string) law {
	never := []string{"!", name + "/..."}
	for _, other := range but {
		never = append(never, other+"/...")
	}
	return law{law: "leaves: all that " + name + " imports is " + strings.Join(but, ", "),
		of: []string{name + "/..."}, never: never, indirect: true}
}

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
		"encoder decoder": 1, "encoder loss": 1, "decoder encoder": 1, "decoder loss": 1, "loss encoder": 1, "loss prior": 1,
		"prior encoder": 1, "prior .": 1, "loss .": 1, "prior dist": 0, "loss dist": 0, "encoder internal/network": 0, "dist prior": 1,
		"encoder internal/nn": 0, ". encoder": 0, "decoder internal/kernel": 0, "dist internal/nn": 0, "dist .": 1, "dist internal/network": 1,
		"internal/network dist": 0, "internal/network decoder": 1, "internal/reduce internal/rng": 1, "internal/choice internal/kernel": 1,
		"data dist": 1, "data prior": 1, "checkpoints internal/network": 1, "data internal/choice": 0,
		"data .": 1, "data internal/nn": 1, "data internal/rng": 0, "checkpoints evaluate": 1, "checkpoints encoder": 1,
		"encoder @gorgonia.org/gorgonia": 1, "train @gorgonia.org/tensor": 1, "data @gorgonia.org/tensor": 2,
		"internal/nn @gorgonia.org/gorgonia": 0, "internal/optim @gorgonia.org/tensor": 1, ". @gorgonia.org/gorgonia": 1,
		"train @flag": 1, ". @log/slog": 1, "data @golang.org/x/term": 1, "cmd/vae @github.com/alecthomas/kong": 0,
		"internal/kernel/avo/vector @flag": 0, "data @github.com/schollz/progressbar/v3": 1,
		"train internal/ranks": 1, "cmd/vae internal/ranks": 0, "evaluate train": 1, "cmd/vae train": 0, ". train": 1, "selfcheck train": 1, "train report": 1, "cmd/vae report": 0, "report internal/figure": 1, "data selfcheck": 1,
		"evaluate export": 1, "cmd/vae export": 0, "export train": 1, "export evaluate": 0,
		"internal/rng internal/kernel": 0, "internal/rng data": 1, "internal/shards internal/kernel": 0, "internal/shards internal/ranks": 2, "internal/ranks internal/shards": 0,
		"internal/ranks @github.com/ebitengine/purego": 0, "cmd/vae @github.com/ebitengine/purego": 1, "evaluate @plugin": 1, "internal/ranks data": 1, "internal/grid internal/rng": 1, "internal/grid internal/raster": 0, "internal/raster internal/rng": 1, "internal/kernel internal/nn": 1,
		"evaluate explorer": 1, "cmd/vae explorer": 0, "explorer train": 1, "train explorer": 1, "selfcheck @net": 1,
		"cmd/vae @net/http": 1, "explorer @net/http": 0, "data @net/http": 0, "train @net/http/httputil": 1, "train @net/url": 0,
		"explorer/page @net": 1, "serve @net/http": 0, "internal/web @net": 0, "explorer serve": 1, "serve explorer": 1, "cmd/vae serve": 0,
		"serve train": 1, "serve evaluate": 0, "data/internal/format @net": 1,
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

// list returns every package of the module.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-tags=mpi", "-json=ImportPath,Imports,Deps", module+"/...")
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
