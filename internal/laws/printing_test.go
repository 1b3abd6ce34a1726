package laws

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// printing is what only commands may name.
var printing = []string{"fmt.Print", "fmt.Printf", "fmt.Println", "os.Exit", "os.Stdin", "os.Stdout", "os.Stderr", "os.Args"}

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
