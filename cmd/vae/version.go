package main

import (
	"runtime"
	"runtime/debug"
	"slices"
)

// version is the newest of CHANGELOG.md.
var version = "0.1.0"

// commit is that of the source, where cmd/release has set it. Otherwise the program knows what go
// build has found in a clone.
var commit string

type versionCmd struct{}

func (*versionCmd) Run(a *app) error {
	a.printf("vae %s, %s, %s/%s\n", versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// versionText returns the version and, where they are known, the commit and whether anything was
// changed since.
func versionText() string {
	at := commit
	if at == "" {
		at = buildSetting("vcs.revision")
		at = at[:min(12, len(at))]
		if buildSetting("vcs.modified") == "true" {
			at += ", modified"
		}
	}
	if at == "" {
		return version
	}
	return version + " (" + at + ")"
}

// buildSetting returns what the program says of its build by that name, or "".
func buildSetting(name string) string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	i := slices.IndexFunc(build.Settings, func(s debug.BuildSetting) bool { return s.Key == name })
	if i < 0 {
		return ""
	}
	return build.Settings[i].Value
}
