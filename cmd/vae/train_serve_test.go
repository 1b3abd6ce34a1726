//go:build unix

package main

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"vae/internal/web"
)

func TestTrainServe_changesNothing(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	page := trainServed(t, dir, append(train, "run", "--epochs=40")...)
	heard := page.events()
	page.ask("", nil)
	page.until("scores", func(a overview) bool { return a.Model != nil && a.Model.NELBO != nil })
	page.ask("api/plane", nil)
	var last string
	for heard.Scan() {
		if heard.Text() == "event: history" {
			last = string(page.ask("api/history", nil))
		}
	}
	if code := page.end(); code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, page.said.String())
	}
	if !strings.Contains(last, `"state":"done","epochs":40,"asked":40`) {
		t.Errorf("the last that the page heard is %s", last)
	}
	vaeIn(t, dir, append(train, "other", "--epochs=40")...)
	sameRuns(t, dir, "run", "other")
}

func TestTrainServe_interrupted(t *testing.T) {
	t.Parallel()
	dir, train := workshop(t)
	page := trainServed(t, dir, append(train, "run", endless)...)
	page.until("a model", func(a overview) bool { return a.Model != nil })
	leaves(t, page, syscall.SIGINT, 130)
	if !strings.Contains(page.said.String(), "to go on: vae train --resume --out run") {
		t.Errorf("it said:\n%s", page.said.String())
	}
	goesOnAsOne(t, dir, "run", train)
}

func TestTrainServe_portTaken(t *testing.T) {
	t.Parallel()
	taken, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir, train := workshop(t)
	for code, address := range map[int]string{exitFailed: taken.Addr().String(), exitUsage: "nonsense"} {
		p := launch(t, dir, append(train, "run", "--epochs=1", "--serve", "--listen", address)...)
		if got := p.end(); got != code || strings.Count(p.said.String(), "\n") != 2 {
			t.Errorf("%s: exit code %d, want %d:\n%s", address, got, code, p.said.String())
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v %v: want the images alone", entries, err)
	}
}
