package main

import (
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/checkpoints"
	"vae/data"
	"vae/internal/grid"
)

// output is a result: arrays of n rows each. An .npz file holds all of them, a .npy file
// the main one, a .csv file the main one and those of one number or text for each row.
type output struct {
	rows   int
	arrays []data.Array
	main   int // index of the main array

	height, width int                // of an image, 0 if the rows are codes
	sheet         func() *image.Gray // all images as one picture
}

// formatOf returns the format that a path asks for: .png, .npy, .npz, .csv, or / for a
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
		return "", &usageError{fmt.Sprintf("cannot write %s: its ending names no format", path), want}
	}
	return format, nil
}

// checkOutput returns an error if no result can be written to path. Commands call it before
// their work, so that none is in vain.
func checkOutput(path string, pictures bool) error {
	if _, err := formatOf(path, pictures); err != nil {
		return err
	}
	if err := checkTerminal(path); err != nil {
		return err
	}
	return checkFolder(path)
}

// checkFolder returns an error if there is no folder to write the file path into, or none
// that lets us, or a folder in its place.
func checkFolder(path string) error {
	if path == "-" || strings.HasSuffix(path, "/") || isDevice(path) {
		return nil
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return &usageError{fmt.Sprintf("cannot write %s: there is no folder %s", path, folder), ""}
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return &usageError{fmt.Sprintf("cannot write %s: it is a folder", path), ""}
	}
	probe, err := os.CreateTemp(folder, ".vae-*")
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return fmt.Errorf("write %s: %w", path, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// isDevice tells whether there is something at path that is no file or folder, such
// as /dev/stdout or a named pipe.
func isDevice(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// liesIn tells whether path leads to root, or to something in the folder root.
func liesIn(path, root string) bool {
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	path, err := filepath.Abs(path)
	for err == nil && !sameFile(path, root) && path != filepath.Dir(path) {
		path = filepath.Dir(path)
	}
	return err == nil && sameFile(path, root)
}

// write writes the result to path in the format that its ending names.
func (a *app) write(path string, o output) error {
	format, err := formatOf(path, o.height > 0)
	if err != nil {
		return err
	}
	writer := map[string]func(io.Writer) error{
		".png": o.png, ".npy": o.npy, ".npz": o.npz, ".csv": o.csv,
	}[format]
	switch {
	case path == "-":
		err = writer(a.stdout)
	case format == "/":
		err = o.pictures(path)
	default:
		err = writeFile(path, writer)
	}
	if err == nil {
		a.wrote(path)
	}
	return err
}

// writeFile writes a file so that it is there whole or not at all. What is no
// ordinary file, such as /dev/stdout, is written to as it is.
func writeFile(path string, write func(io.Writer) error) error {
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
	signals := catchSignals() // one that comes now waits, so that no temporary file stays
	defer signals.release()
	err := checkpoints.WriteFileAtomic(checkpoints.OS{}, path, write)
	if signals.ctx.Err() != nil {
		return &signalError{signal: signals.caught}
	}
	return err
}

// checkSheet returns an error unless path is one for a sheet of images, or another picture.
func checkSheet(path string) error {
	if filepath.Ext(path) != ".png" && !isDevice(path) {
		return &usageError{fmt.Sprintf("cannot write %s: a picture is a .png", path), ""}
	}
	if err := checkTerminal(path); err != nil {
		return err
	}
	return checkFolder(path)
}

// writeSheet writes a sheet of images, or another picture, to path.
func (a *app) writeSheet(path string, sheet image.Image) error {
	err := writeFile(path, func(w io.Writer) error { return grid.EncodePNG(w, sheet) })
	if err == nil {
		a.wrote(path)
	}
	return err
}

func (o output) png(w io.Writer) error { return grid.EncodePNG(w, o.sheet()) }

func (o output) npy(w io.Writer) error {
	return data.WriteNPY(w, o.arrays[o.main].Shape, o.arrays[o.main].Floats)
}

func (o output) npz(w io.Writer) error { return data.WriteNPZ(w, o.arrays...) }

// pictures writes each image as a file of its own into a folder.
func (o output) pictures(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	size := o.height * o.width
	for i := range o.rows {
		img := grid.Image(o.arrays[o.main].Floats[i*size:(i+1)*size], o.height, o.width)
		err := writeFile(filepath.Join(folder, fmt.Sprintf("%05d.png", i)), func(w io.Writer) error {
			return grid.EncodePNG(w, img)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// imageOutput is a result of n images (n·height·width pixels).
func imageOutput(pixels []float32, height, width int, extra ...data.Array) output {
	n := len(pixels) / (height * width)
	return output{
		rows:   n,
		arrays: append([]data.Array{{Name: "images", Shape: []int{n, height, width}, Floats: pixels}}, extra...),
		height: height, width: width,
		sheet: func() *image.Gray { return grid.Sheet(pixels, n, height, width, 0) },
	}
}
