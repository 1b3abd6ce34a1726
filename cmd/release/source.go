package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// source is what archives are made of.
type source struct {
	commit   string    // its first 12 digits
	time     time.Time // of the commit, or what $SOURCE_DATE_EPOCH says
	modified bool      // there are changes that are in no commit
}

// readSource returns what git says of the current folder.
func readSource() (s source, err error) {
	var seconds, changes string
	for _, ask := range []struct {
		answer *string
		of     []string
	}{
		{&s.commit, []string{"rev-parse", "--short=12", "HEAD"}},
		{&seconds, []string{"log", "-1", "--format=%ct"}},
		{&changes, []string{"status", "--porcelain"}},
	} {
		text, err := exec.Command("git", ask.of...).Output()
		if err != nil {
			return s, fmt.Errorf("git %s: %w", ask.of[0], err)
		}
		*ask.answer = strings.TrimSpace(string(text))
	}
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds = epoch
	}
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return s, fmt.Errorf("%q is no number of seconds", seconds)
	}
	s.time, s.modified = time.Unix(unix, 0).UTC(), changes != ""
	return s, nil
}

// name returns what vae version calls the source.
func (s source) name() string {
	if s.modified {
		return s.commit + ", modified"
	}
	return s.commit
}
