package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// platform is a system that programs are built for.
type platform struct{ os, arch string }

// parsePlatform reads a platform, such as linux/amd64.
func parsePlatform(name string) (platform, error) {
	system, arch, ok := strings.Cut(name, "/")
	if !ok || system == "" || arch == "" {
		return platform{}, fmt.Errorf("%s is no platform, such as linux/amd64", name)
	}
	return platform{system, arch}, nil
}

func host() platform { return platform{runtime.GOOS, runtime.GOARCH} }

// program is what is built for a platform, and the build tags that make it.
type program struct{ name, tags string }

// programs returns what there is for the platform: vae-mpi loads the MPI libraries of Linux.
func (p platform) programs() []program {
	switch p.os {
	case "linux":
		return []program{{"vae", ""}, {"vae-mpi", "mpi"}}
	case "windows":
		return []program{{"vae.exe", ""}}
	}
	return []program{{"vae", ""}}
}

// format returns how archives are packed that its users can unpack.
func (p platform) format() format {
	if p.os == "windows" {
		return format{".zip", writeZip}
	}
	return format{".tar.gz", writeTar}
}

// command returns go with these arguments, for the platform: the same whatever the environment says.
func (p platform) command(args ...string) *exec.Cmd {
	c := exec.Command("go", args...)
	c.Env = append(os.Environ(), "GOOS="+p.os, "GOARCH="+p.arch, "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off",
		"GOAMD64=v1", "GOARM64=v8.0", "GOFIPS140=off")
	c.Stderr = os.Stderr
	return c
}
