package explorer

import (
	"os"
	"os/exec"
	"testing"
)

// TestPage_check checks the types and the format of the page's code, if npm ci in page has installed
// what does so.
func TestPage_check(t *testing.T) {
	if _, err := os.Stat("page/node_modules/.bin/prettier"); err != nil {
		t.Skip("no TypeScript and Prettier in page/node_modules: npm ci installs them")
	}
	check := exec.Command("npm", "run", "--silent", "check")
	check.Dir = "page"
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
