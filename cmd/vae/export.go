package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"vae/checkpoints"
	"vae/export"
	"vae/internal/disk"
	"vae/train"
)

type exportCmd struct {
	onImages `embed:""`
	To       string       `required:"" placeholder:"FORMAT" help:"Format: ${exports}."`
	Output   string       `name:"out" short:"o" placeholder:"PATH" help:"Folder or file to write, which must not be there yet (default: RUN-FORMAT, or RUN.csv)."`
	Prior    string       `placeholder:"PRIOR" help:"Prior to hand over: ${taken}, or the file of a fitted one (default: fitted, if there is one)."`
	Options  kong.Plugins `embed:""` // of formats

	options []*bool // in the order of export.Options
}

// addOptions gives the command a flag for each option of a format.
func (c *exportCmd) addOptions() {
	for _, o := range export.Options() {
		tag := fmt.Sprintf(`name:%q help:%q`, o.Name, o.Help)
		field := reflect.StructField{Name: "Value", Type: reflect.TypeFor[bool](), Tag: reflect.StructTag(tag)}
		flag := reflect.New(reflect.StructOf([]reflect.StructField{field}))
		c.Options = append(c.Options, flag.Interface())
		c.options = append(c.options, flag.Elem().Field(0).Addr().Interface().(*bool))
	}
}

// check returns an error if the format is unknown or has no use for a flag that was given.
func (c *exportCmd) check(a *app) error {
	format, err := export.Find(c.To)
	switch {
	case err != nil:
		return usageError("--to: "+err.Error(), "")
	case c.Prior != "" && !format.Prior:
		return usagef("--prior: --to %s hands over no prior", c.To)
	case format.OfRun && a.gave(&c.Split):
		return usagef("--split: --to %s is not of images", c.To)
	}
	for i, o := range export.Options() {
		if *c.options[i] && o.Of != c.To {
			return usagef("--%s is of --to %s, not of %s", o.Name, o.Of, c.To)
		}
	}
	return nil
}

// values returns the options that were given.
func (c *exportCmd) values() map[string]bool {
	given := map[string]bool{}
	for i, o := range export.Options() {
		given[o.Name] = *c.options[i]
	}
	return given
}

func (c *exportCmd) Run(a *app) error {
	format, err := export.Find(c.To)
	if err != nil {
		return err
	}
	run, ref := c.Model, c.Data
	if format.Reads() && ref == "" && run != "" && !train.IsRun(run) {
		run, ref = "", run
	}
	if ref != "" && !format.Reads() {
		return usageError(ref+" are images, which --to "+c.To+" has no use for", "")
	}
	if run, err = a.find(run); err != nil {
		return err
	}
	s := &export.Subject{Name: exportName(run), Options: c.values()}
	out := cmp.Or(c.Output, s.Name+format.Ending)
	if format.Ending == "" {
		out = strings.TrimSuffix(cmp.Or(c.Output, s.Name+"-"+c.To), "/") + "/"
	}
	if err := c.gather(a, s, format, outputs{{"-o", out, newPath(format)}}, run, ref); err != nil {
		return err
	}
	files, err := format.Files(s)
	if err != nil {
		return err
	}
	if format.Ending != "" {
		err = a.writeSingle(out, files[0])
	} else {
		err = writeFolder(out, files)
	}
	if err == nil {
		a.wrote(out)
	}
	return err
}

// gather adds to the subject what the format is made from.
func (c *exportCmd) gather(a *app, s *export.Subject, format export.Format, to outputs, run, ref string) (err error) {
	if format.OfRun {
		if err := a.mayWrite(to, train.Files(run)...); err != nil {
			return err
		}
		s.History, err = a.history(run)
		return err
	}
	t, err := a.loadFor(to, run, ref)
	if err != nil {
		return err
	}
	if format.Prior {
		if t, err = a.choosePrior(t, "--prior", c.Prior); err != nil {
			return err
		}
	}
	s.Model, s.Step, s.Binarize = t.Model, t.state.Step, t.config.Data.Binarize.String()
	return interruptibly(func(ctx context.Context) error {
		if format.Images != nil {
			s.Images, err = c.images(ctx, a, t, ref, format.Images(t.Model.Config().Shape()))
		}
		if format.Carded {
			s.Settings = t.public()
			s.Card, err = c.card(ctx, a, t, ref)
		}
		return err
	})
}

// images reads at most so many images.
func (c *exportCmd) images(ctx context.Context, a *app, t *trained, ref string, most int) (export.Images, error) {
	set, err := a.open(ctx, t, ref, &c.source)
	if err != nil {
		return export.Images{}, err
	}
	n := set.Len()
	if n > most {
		a.tell("vae: note: the first %d of %v, for which there is room", most, set)
		n = most
	}
	in, err := set.read(ctx, 0, n)
	return export.Images{Input: in, About: origins(set.Set, n)}, err
}

// writeSingle writes the only file of an export, to stdout too.
func (a *app) writeSingle(path string, file export.File) error {
	if path == "-" {
		return file.Write(a.stdout)
	}
	return writeFile(path, file.Write)
}

// exportName returns the name of a run folder, or of the file of a checkpoint.
func exportName(run string) string {
	if path, err := filepath.Abs(run); err == nil {
		run = path
	}
	return strings.TrimSuffix(filepath.Base(run), checkpoints.Extension)
}

// newPath returns a check that nothing is lost at a path where an export goes.
func newPath(format export.Format) func(path string) error {
	return func(path string) error {
		entries, err := os.ReadDir(path)
		_, missing := os.Lstat(path)
		switch {
		case format.Ending == "" && path == "-/":
			return cannotWrite("-", "what is written is a folder", "")
		case format.Ending != "" && (path == "-" || isDevice(path)), errors.Is(missing, fs.ErrNotExist),
			format.Ending == "" && err == nil && len(entries) == 0:
			return nil
		}
		return cannotWrite(path, "it is there already", "-o takes another path, or remove it first")
	}
}

// writeFolder writes a folder as a whole or not at all.
func writeFolder(path string, files []export.File) error {
	t, err := locate(path)
	if err != nil {
		return err
	}
	return uninterrupted(func() error {
		if err := disk.MkdirAll(disk.OS{}, filepath.Dir(t.path)); err != nil {
			return err
		}
		return disk.WriteFolder(disk.OS{}, t.path, files)
	})
}
