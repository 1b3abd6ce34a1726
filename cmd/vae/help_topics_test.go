package main

import (
	"fmt"
	"strings"
	"testing"

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
	codes, likelihoods := exitCodePage(), likelihoodPage()
	for _, code := range []int{exitDone, exitFailed, exitUsage, exitNumbers, exitData, exitCheckpoint, exitDisk, exitInUse} {
		if want := fmt.Sprintf("\n%3d  ", code); !strings.Contains("\n"+codes, want) {
			t.Errorf("exit code %d is missing", code)
		}
	}
	for _, name := range vae.Likelihoods().Names {
		if strings.Count(likelihoods, "  "+name+" ") != 2 {
			t.Errorf("%s is not there twice", name)
		}
	}
}
