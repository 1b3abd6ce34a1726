package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
	"vae/train"
)

// trainValues returns the command train, into which the given arguments and flags are read, and all
// that it has.
func trainValues(t *testing.T, given ...string) (*trainCmd, []*kong.Value) {
	t.Helper()
	cli := &commands{}
	parser, err := newParser(cli, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append([]string{"train"}, given...)); err != nil {
		t.Fatal(err)
	}
	node := parser.Model.Children[slices.IndexFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == "train" })]
	values := node.Positional
	for _, flag := range node.Flags {
		values = append(values, flag.Value)
	}
	return &cli.Train, values
}

// TestSettings_areAllFlags checks that every flag of train is one setting, but for those that say
// how a run is executed.
func TestSettings_areAllFlags(t *testing.T) {
	c, values := trainValues(t)
	count := map[any]int{}
	for _, execution := range []any{&c.Out, &c.Resume, &c.Config, &c.MaxTime, &c.MaxSilence, &c.Workers, &c.Progress, &c.Events, &c.Serve, &c.Listen} {
		count[execution]++
	}
	for _, s := range c.settings() {
		count[s.flag]++
	}
	for _, v := range values {
		if n := count[v.Target.Addr().Interface()]; n != 1 {
			t.Errorf("%s is %d settings", v.Name, n)
		}
	}
	if len(count) != len(values) {
		t.Errorf("%d settings and flags of execution, but %d flags", len(count), len(values))
	}
}

// chosen returns what runs in these tests have of a menu: something with options, if there is any.
func chosen(k chooser) string {
	for _, o := range k.menu.Options {
		return o.Of[0]
	}
	return k.menu.Names[0]
}

// choose sets in a config what such a run has.
func choose(choosers []chooser, config *train.Config) {
	for _, k := range choosers {
		name, options := k.place(config)
		if *name = chosen(k); *name == k.fallback {
			*name = ""
		}
		*options = k.menu.Complete(chosen(k), *options)
	}
}

// other returns an argument or a flag with another value than that of the run in
// TestSettings_onResume, and what errors call it; "" if there is no other value.
func other(choosers []chooser, v *kong.Value) (given, name string) {
	for _, k := range choosers {
		for _, name := range k.menu.Names {
			if v.Name == k.name && name != chosen(k) {
				return "--" + v.Name + "=" + name, "--" + v.Name
			}
		}
		for _, o := range k.menu.Options {
			if v.Name == o.Name && slices.Contains(o.Of, chosen(k)) {
				return fmt.Sprintf("--%s=%g", v.Name, o.Default/2), "--" + v.Name
			}
		}
		if v.Name == k.name || slices.ContainsFunc(k.menu.Options, func(o vae.Option) bool { return o.Name == v.Name }) {
			return "", "" // the only thing, or an option of what is not chosen
		}
	}
	given = map[string]string{
		"data": "other.csv", "size": "3x2", "fit": "pad", "grey": "true", "invert": "true", "transpose": "true", "background": "white",
		"skip-bad": "true", "limit": "1GiB", "binarize": "once", "validation": "3", "net": "mlp:4,4", "hidden": "4", "latent": "3",
		"activation": "tanh", "init": "he", "start-from": "elsewhere", "objective": "iwae",
		"train-samples": "5", "free-bits": "3", "gradient": "dreg", "epochs": "2", "batch-size": "3", "shards": "2", "lr": "0.1",
		"lr-schedule": "cosine", "momentum": "0.5", "clip": "7", "beta": "2", "beta-warmup": "4", "patience": "6",
		"seed": "2", "save-every": "2", "keep": "1", "conditional": "true",
	}[v.Name]
	if v.Flag == nil {
		return given, strings.ToUpper(v.Name)
	}
	return "--" + v.Name + "=" + given, "--" + v.Name
}

// valueOf returns the argument or flag of a setting.
func valueOf(s setting, values []*kong.Value) *kong.Value {
	return values[slices.IndexFunc(values, func(v *kong.Value) bool { return v.Target.Addr().Interface() == s.flag })]
}

// TestSettings_changeTheirFields checks that each setting changes the field of a config that bears
// the name of its flag, and no other but those of options.
func TestSettings_changeTheirFields(t *testing.T) {
	first, all := trainValues(t)
	for i, s := range first.settings() {
		v := valueOf(s, all)
		given, _ := other(first.choosers(), v)
		if given == "" {
			continue
		}
		c, _ := trainValues(t, given)
		before := train.Config{Data: train.Data{Size: data.Size{Height: 2, Width: 3}}}
		choose(first.choosers(), &before)
		after := before
		if err := c.settings()[i].apply(&after); err != nil || reflect.DeepEqual(before, after) {
			t.Errorf("%s changes nothing, error %v", given, err)
		}
		want := []string{v.Name}
		switch v.Name {
		case "data", "epochs", "save-every", "keep": // stand apart
			want = nil
		case "hidden":
			want = []string{"net"}
		}
		for _, k := range first.choosers() {
			for _, o := range k.menu.Options {
				if k.name == v.Name && slices.Contains(o.Of, chosen(k)) {
					want = append(want, o.Name)
				}
			}
		}
		slices.Sort(want)
		if _, got := differing([]train.Config{before, after}, inColumns); !slices.Equal(got, want) {
			t.Errorf("%s changes %q, want %q", given, got, want)
		}
	}
}

// TestSettings_onResume gives each setting another value than the run has. It must be refused by
// name or, where it is free to change, change the config.
func TestSettings_onResume(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Cleanup(func() { signal.Reset(syscall.SIGPIPE) }) // which train ignores, and so would programs that tests start
	rows := strings.Repeat("0,10,20,30,40,250\n9,8,7,6,5,4\n", 10)
	must(t, os.WriteFile("images.csv", []byte(rows), 0o666))
	must(t, os.WriteFile("other.csv", []byte(rows+"1,2,3,4,5,6\n"), 0o666))
	exec := func(want int, args ...string) (stderr string) {
		t.Helper()
		var said bytes.Buffer
		if code := run(args, io.Discard, &said); code != want {
			t.Errorf("vae %s: exit code %d, want %d: %s", strings.Join(args, " "), code, want, &said)
		}
		return said.String()
	}
	config := func() train.Config {
		t.Helper()
		config, err := train.ReadFolderConfig("run")
		if err != nil {
			t.Fatal(err)
		}
		return config
	}
	c, values := trainValues(t)
	args := []string{"train", "images.csv", "--out", "run", "--size", "2x3", "--hidden", "3", "--latent", "2",
		"--validation", "4", "--batch-size", "4", "--epochs", "1", "--progress", "none"}
	for _, k := range c.choosers() {
		args = append(args, "--"+k.name, chosen(k))
	}
	exec(exitDone, args...)
	free := []any{&c.Limit, &c.Epochs, &c.Keep}
	for _, s := range c.settings() {
		given, name := other(c.choosers(), valueOf(s, values))
		if given == "" {
			continue
		}
		before := config()
		if slices.Contains(free, s.flag) {
			exec(exitDone, "train", "--resume", "--out", "run", "--progress", "none", given)
			if reflect.DeepEqual(config(), before) {
				t.Errorf("%s changes nothing", given)
			}
			continue
		}
		if said := exec(exitUsage, "train", "--resume", "--out", "run", given); !strings.HasPrefix(said, "vae: "+name+" contradicts") {
			t.Errorf("%s: %s", given, said)
		}
	}
}
