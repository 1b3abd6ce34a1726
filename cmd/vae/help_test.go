package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"

	"vae"
)

// TestTopics_fitAScreen: a page has less than 40 lines of at most 80 columns.
func TestTopics_fitAScreen(t *testing.T) {
	for _, topic := range topics {
		text := topic.Value()
		if n := strings.Count(text, "\n"); n < 10 || n >= 40 {
			t.Errorf("%s has %d lines", topic.Name, n)
		}
		for line := range strings.Lines(text) {
			if line = strings.TrimSuffix(line, "\n"); columns(line) > 80 || strings.TrimRight(line, " ") != line {
				t.Errorf("%s: %q", topic.Name, line)
			}
		}
	}
}

func TestTopics_holdTheirTables(t *testing.T) {
	codes, likelihoods := page("exit-codes")(), likelihoodPage()
	for _, code := range []int{exitDone, exitFailed, exitUsage, exitNumbers, exitData, exitCheckpoint, exitDisk, exitInUse,
		exitSignal + int(syscall.SIGHUP), exitSignal + int(syscall.SIGINT), exitSignal + int(syscall.SIGTERM)} {
		if want := fmt.Sprintf("\n%3d  ", code); !strings.Contains("\n"+codes, want) {
			t.Errorf("exit code %d is missing", code)
		}
	}
	networks := page("networks")()
	for _, name := range vae.Nets().Names {
		if !strings.Contains(networks, "\n  "+name+":") {
			t.Errorf("network %s is missing", name)
		}
	}
	for _, name := range vae.Likelihoods().Names {
		if strings.Count(likelihoods, "  "+name+" ") != 2 {
			t.Errorf("%s is not there twice", name)
		}
	}
}

// TestHelp_hasExamples checks that every command has examples in its help.
func TestHelp_hasExamples(t *testing.T) {
	var page func(of []string, node *kong.Node)
	page = func(of []string, node *kong.Node) {
		for _, child := range node.Children {
			page(append(slices.Clone(of), child.Name), child)
		}
		var stdout bytes.Buffer
		if code := run(append(of, "--help"), &stdout, io.Discard); code != exitDone {
			t.Errorf("vae %v --help: exit code %d", of, code)
		}
		if len(of) > 0 && !regexp.MustCompile(`\AExamples:\n  \S.*\n`).Match(stdout.Bytes()) {
			t.Errorf("vae %v has no example:\n%s", of, &stdout)
		}
	}
	parser, err := newParser(&commands{}, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	page(nil, parser.Model.Node)
}
