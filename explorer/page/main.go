// Command page bundles the explorer's page from src and vendor into dist, which the program
// embeds. The same sources give the same bytes.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// vendored are the libraries that the page imports by name.
var vendored = map[string]string{
	"preact":             "vendor/preact/preact.mjs",
	"preact/hooks":       "vendor/preact/hooks.mjs",
	"preact/jsx-runtime": "vendor/preact/jsxRuntime.mjs",
	"uplot":              "vendor/uplot/uPlot.esm.js",
}

func main() {
	if err := bundle("page"); err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

// bundle writes the files of dist.
func bundle(root string) error {
	alias := map[string]string{}
	for name, path := range vendored {
		absolute, err := filepath.Abs(filepath.Join(root, path))
		if err != nil {
			return err
		}
		alias[name] = absolute
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(root, "src/main.tsx")},
		Outdir:            filepath.Join(root, "dist"),
		Bundle:            true,
		Write:             true,
		Alias:             alias,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsInline,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors", len(result.Errors))
	}
	page, err := os.ReadFile(filepath.Join(root, "src/index.html"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "dist/index.html"), page, 0o644)
}
