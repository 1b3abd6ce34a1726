package web_test

import (
	"strings"
	"testing"

	"vae/internal/web"
)

func TestListen(t *testing.T) {
	taken, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if url := taken.URL("/at"); taken.IsOpen() || url != "http://"+taken.Addr().String()+"/at" {
		t.Errorf("%s, open %t", url, taken.IsOpen())
	}
	for _, address := range []string{taken.Addr().String(), "nonsense", "127.0.0.1:99999", "127.0.0.1", "[::1", "127.0.0.1:-1"} {
		if l, err := web.Listen(t.Context(), address); err == nil {
			l.Close()
			t.Errorf("%s was to be had", address)
		}
	}
	all, err := web.Listen(t.Context(), ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	if url := all.URL("/at"); !all.IsOpen() || !strings.HasPrefix(url, "http://localhost:") || !strings.HasSuffix(url, "/at") {
		t.Errorf("%s", url)
	}
}
