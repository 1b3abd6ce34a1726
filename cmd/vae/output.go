package main

import (
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/data"
	"vae/internal/disk"
	"vae/internal/grid"
)

// output is a result: arrays of n rows each. An .npz file holds all of them, a .npy file the main
// one, a .csv file the main one and those of one number or text for each row.
type output struct {
	rows   int
	arrays []data.Array
	main   int // index of the main array

	shape data.Shape         // of an image, zero if the rows are codes
	sheet func() image.Image // all images as one picture
}

// formatOf returns the format that the ending of a path names: .png, .npy, .npz, .csv, or / for a
// folder of pictures.
func formatOf(path string, pictures bool) (string, error) {
	formats := []string{".npy", ".npz", ".csv"}
	want := "want .npy, .npz, .csv or -"
	if pictures {
		formats = append(formats, ".png", "/")
		want = "want .png, .npy, .npz, .csv, - or a folder that ends in /"
	}
	format := filepath.Ext(path)
	switch {
	case path == "-" || format == "" && isDevice(path):
		return ".npy", nil
	case strings.HasSuffix(path, "/"):
		format = "/"
	}
	if !slices.Contains(formats, format) {
		return "", usageError(fmt.Sprintf("cannot write %s: its ending names no format", path), want)
	}
	return format, nil
}

// checkImages returns an error unless the ending of path is that of a format of images.
func checkImages(path string) error {
	_, err := formatOf(path, true)
	return err
}

// checkTable returns an error unless the ending of path is that of a format of numbers.
func checkTable(path string) error {
	_, err := formatOf(path, false)
	return err
}

// checkSheet returns an error unless path is one for a sheet of images, or another picture.
func checkSheet(path string) error {
	if filepath.Ext(path) != ".png" && !isDevice(path) {
		return usagef("cannot write %s: a picture is a .png", path)
	}
	return nil
}

// checkFolder returns an error if the file path cannot be written: its folder is missing or
// forbidden, or path is a folder.
func checkFolder(path string) error {
	t, err := locate(path)
	if err != nil {
		return err
	}
	if name := t.obstacle(); name != "" {
		return cannotWrite(path, name+" in it is no file", "")
	}
	return t.probe(path)
}

// write writes the result to path in the format that its ending names.
func (a *app) write(path string, o output) error {
	format, err := formatOf(path, o.shape.H > 0)
	if err != nil {
		return err
	}
	writer := map[string]func(io.Writer) error{
		".png": o.png, ".npy": o.npy, ".npz": o.npz, ".csv": o.csv,
	}[format]
	if format == "/" {
		err = o.pictures(disk.OS{}, path)
	} else {
		err = a.writeWhole(path, writer)
	}
	if err == nil {
		a.wrote(path)
	}
	return err
}

// writeWhole writes to path, which may be - for stdout, as writeFile does. Of several ranks the first
// writes.
func (a *app) writeWhole(path string, write func(io.Writer) error) error {
	switch {
	case a.follows():
		return write(io.Discard)
	case path == "-":
		return write(a.stdout)
	}
	return writeFile(path, write)
}

// writeFile writes a file as a whole or not at all. If path is a link, the file that it leads to is
// written. Anything else, such as /dev/stdout, is written to directly.
func writeFile(path string, write func(io.Writer) error) error {
	return writeFileOn(disk.OS{}, path, write)
}

// writeFileOn writes a file as writeFile does, on a file system.
func writeFileOn(fsys disk.FS, path string, write func(io.Writer) error) error {
	if isDevice(path) {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		if err := write(f); err != nil {
			f.Close()
			return fmt.Errorf("write %s: %w", path, err)
		}
		return f.Close()
	}
	t, err := locate(path)
	if err != nil {
		return err
	}
	return uninterrupted(func() error { return disk.WriteFile(fsys, t.path, write) })
}

// uninterrupted does work before a signal ends the program, so that no temporary file stays.
func uninterrupted(work func() error) error {
	signals := catchSignals()
	defer signals.release()
	signals.wait()
	err := work()
	if signals.ctx.Err() != nil {
		return signalError(signals.caught, "")
	}
	return err
}

// writeSheet writes a sheet of images, or another picture, to path.
func (a *app) writeSheet(path string, sheet image.Image) error {
	err := a.writeWhole(path, func(w io.Writer) error { return grid.EncodePNG(w, sheet) })
	if err == nil {
		a.wrote(path)
	}
	return err
}

func (o output) png(w io.Writer) error { return grid.EncodePNG(w, o.sheet()) }

func (o output) npy(w io.Writer) error {
	return data.WriteArray(w, o.arrays[o.main])
}

func (o output) npz(w io.Writer) error { return data.WriteNPZ(w, o.arrays...) }

func (o output) pictures(fsys disk.FS, folder string) error {
	t, err := locate(folder)
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(fsys, t.path); err != nil {
		return err
	}
	_ = disk.RemoveTemporary(fsys, t.path) // what others have left is no reason not to write
	size := o.shape.Size()
	for i := range o.rows {
		img := grid.Image(o.arrays[o.main].Floats[i*size:(i+1)*size], o.shape)
		err := writeFileOn(fsys, filepath.Join(t.path, fmt.Sprintf("%05d.png", i)), func(w io.Writer) error {
			return grid.EncodePNG(w, img)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// imageOutput is a result of n images (n·D numbers), which o lays out on a sheet.
func imageOutput(pixels []float32, shape data.Shape, o grid.Options, extra ...data.Array) output {
	n := len(pixels) / shape.Size()
	return output{
		rows:   n,
		arrays: append([]data.Array{data.ImageArray("images", pixels, shape)}, extra...),
		shape:  shape,
		sheet:  func() image.Image { return grid.Sheet(pixels, n, shape, o) },
	}
}
