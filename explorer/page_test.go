package explorer

import (
	"os/exec"
	"testing"
)

// TestPage_types checks the types of the page's code, if npm ci in page has installed TypeScript.
func TestPage_types(t *testing.T) {
	const compiler = "page/node_modules/.bin/tsc"
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("no TypeScript in page/node_modules: npm ci installs it")
	}
	if out, err := exec.Command(compiler, "-p", "page").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
