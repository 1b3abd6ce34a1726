package main

import "vae/internal/grid"

// enlarged is the flag of commands that may write a sheet of images.
type enlarged struct {
	Scale int `default:"0" help:"Pixels on a side that a .png has for each pixel of an image; 0: so many that images have 64."`
}

// onSheet are the flags of commands that may write a sheet of rows of images.
type onSheet struct {
	enlarged `embed:""`
	Columns  int `default:"0" help:"Images in a row of a .png; 0: near square."`
}

// The most that the flags may be.
const (
	mostScale   = 64
	mostColumns = 10_000
)

// check returns an error if the flag makes no sense for an output.
func (e *enlarged) check(a *app, path string) error {
	if e.Scale < 0 || e.Scale > mostScale {
		return usagef("--scale %d is outside 0 to %d", e.Scale, mostScale)
	}
	return ofSheet(a, path, &e.Scale)
}

// check returns an error if the flags make no sense for an output.
func (s *onSheet) check(a *app, path string) error {
	if s.Columns < 0 || s.Columns > mostColumns {
		return usagef("--columns %d is outside 0 to %d", s.Columns, mostColumns)
	}
	if err := ofSheet(a, path, &s.Columns); err != nil {
		return err
	}
	return s.enlarged.check(a, path)
}

// ofSheet returns an error if a flag is given that is of sheets, and the output is none. Whether it
// can be written is for others to say.
func ofSheet(a *app, path string, field any) error {
	if format, err := formatOf(path, true); err != nil || format == ".png" || !a.gave(field) {
		return nil
	}
	return usageError(a.flags[field]+" is of a .png, which "+path+" is not", "")
}

// layout returns how images are laid out.
func (s *onSheet) layout() grid.Options { return grid.Options{Columns: s.Columns, Scale: s.Scale} }
