package main

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vae/checkpoints"
	"vae/data"
	"vae/internal/grid"
)

// output is a result: arrays of n rows each, of which the first is the main one.
type output struct {
	rows   int
	arrays []data.Array // in .npz all of them; in .npy and .csv the first
	labels []int        // (n), nil where there are none

	height, width int                // of an image, 0 if the rows are codes
	sheet         func() *image.Gray // all images as one picture
}

// formatOf returns the format that a path asks for: .png, .npy, .npz, .csv, or / for a
// folder of pictures. Commands call it before their work, so that none is in vain.
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
	return format, checkFolder(path)
}

// checkFolder returns an error if there is no folder to write the file path into.
func checkFolder(path string) error {
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); strings.HasSuffix(path, "/") || err == nil && info.IsDir() {
		return nil
	}
	return &usageError{fmt.Sprintf("cannot write %s: there is no folder %s", path, folder), ""}
}

// isDevice tells whether there is something at path that is no file or folder, such
// as /dev/stdout or a named pipe.
func isDevice(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
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
		return writer(a.stdout)
	case format == "/":
		err = o.pictures(path)
	default:
		err = writeFile(path, writer)
	}
	if err == nil {
		a.tell("%s", path+a.from())
	}
	return err
}

// from says which run was taken, where the user named none.
func (a *app) from() string {
	if a.chosen == "" {
		return ""
	}
	return ", from " + a.chosen
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

func (o output) png(w io.Writer) error { return grid.EncodePNG(w, o.sheet()) }

func (o output) npy(w io.Writer) error {
	return data.WriteNPY(w, o.arrays[0].Shape, o.arrays[0].Floats)
}

func (o output) npz(w io.Writer) error {
	arrays := o.arrays
	if o.labels != nil {
		arrays = append(arrays[:len(arrays):len(arrays)], data.Array{Name: "label", Shape: []int{o.rows}, Ints: o.labels})
	}
	return data.WriteNPZ(w, arrays...)
}

// csv writes a header row, then a row for each row of the main array.
func (o output) csv(w io.Writer) error {
	out := bufio.NewWriter(w)
	values := o.arrays[0].Floats
	width := len(values) / o.rows
	for j := range width {
		fmt.Fprint(out, comma(j), o.column(j, width))
	}
	if o.labels != nil {
		fmt.Fprint(out, ",label")
	}
	fmt.Fprintln(out)
	for i := range o.rows {
		for j, v := range values[i*width : (i+1)*width] {
			fmt.Fprintf(out, "%s%g", comma(j), v)
		}
		if o.labels != nil {
			fmt.Fprintf(out, ",%d", o.labels[i])
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// column returns the name of one of the columns of the main array.
func (o output) column(j, width int) string {
	switch half := width / 2; {
	case o.height > 0:
		return fmt.Sprintf("pixel%d", j)
	case o.arrays[0].Name != "params":
		return fmt.Sprintf("z%d", j)
	case j < half:
		return fmt.Sprintf("mean%d", j)
	default:
		return fmt.Sprintf("logvar%d", j-half)
	}
}

func comma(j int) string {
	if j == 0 {
		return ""
	}
	return ","
}

// pictures writes each image as a file of its own into a folder.
func (o output) pictures(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	size := o.height * o.width
	for i := range o.rows {
		img := grid.Image(o.arrays[0].Floats[i*size:(i+1)*size], o.height, o.width)
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
