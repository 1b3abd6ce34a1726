package main

import (
	"runtime"
	"runtime/debug"
)

// version is the newest of CHANGELOG.md.
var version = "0.1.0"

type versionCmd struct{}

func (*versionCmd) Run(a *app) error {
	commit := ""
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" {
				commit = " (" + s.Value[:min(12, len(s.Value))] + ")"
			}
		}
	}
	a.printf("vae %s%s, %s, %s/%s\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
