package main

import (
	"runtime"
	"runtime/debug"
)

// version is the newest of CHANGELOG.md.
var version = "0.1.0"

type versionCmd struct{}

func (*versionCmd) Run(a *app) error {
	a.printf("vae %s, %s, %s/%s\n", versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// versionText returns the version and, where it is known, the commit.
func versionText() string {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" {
				return version + " (" + s.Value[:min(12, len(s.Value))] + ")"
			}
		}
	}
	return version
}
