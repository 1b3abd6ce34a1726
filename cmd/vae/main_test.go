package main

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// programs are what this test binary can be, for scripts and tests that execute it.
var programs = map[string]func(){"vae": main}

// TestMain makes this test binary one of the programs, if it bears its name.
func TestMain(m *testing.M) {
	os.Setenv("GORACE", quickExit)
	testscript.Main(m, programs)
}

// quickExit keeps programs built with -race from sleeping for a second at their end.
const quickExit = "atexit_sleep_ms=0"

// TestScripts runs every script in testdata/script. Each says in its first line what it holds.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"images":  cmdImages,
			"npy":     cmdNPY,
			"bytes":   cmdBytes,
			"gzip":    cmdGzip,
			"flipbit": cmdFlipBit,
			"rewrite": cmdRewrite,
			"restamp": cmdRestamp,
			"spoil":   cmdSpoil,
			"resave":  cmdResave,
			"example": cmdExample,
			"fails":   cmdFails,
			"json":    cmdJSON,
			"arrays":  cmdArrays,
			"picture": cmdPicture,
			"same":    cmdSame,
		},
		Condition: condition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", quickExit)
			return nil
		},
	})
}

// must ends the test if one of the errors is not nil.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// picture returns a PNG file of the small image with that number.
func picture(t *testing.T, number int) []byte {
	t.Helper()
	var file bytes.Buffer
	must(t, png.Encode(&file, &image.Gray{Pix: stripes(number, 1, 8, 8), Stride: 8, Rect: image.Rect(0, 0, 8, 8)}))
	return file.Bytes()
}
