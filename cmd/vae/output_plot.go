package main

import (
	"io"
	"path/filepath"

	"vae/internal/plot"
)

// plotFormats write what is drawn, by the ending of its path.
var plotFormats = map[string]func(*plot.Canvas, io.Writer) error{
	".png": (*plot.Canvas).PNG,
	".svg": (*plot.Canvas).SVG,
}

// checkPlot returns an error unless the ending of path is that of a format of what is drawn.
func checkPlot(path string) error {
	if plotFormats[filepath.Ext(path)] == nil && !isDevice(path) {
		return usagef("cannot write %s: a picture is a .png or a .svg", path)
	}
	return nil
}

// writePlot writes what is drawn to path; to a device as PNG.
func (a *app) writePlot(path string, c *plot.Canvas) error {
	encode := plotFormats[filepath.Ext(path)]
	if encode == nil {
		encode = (*plot.Canvas).PNG
	}
	err := writeFile(path, func(w io.Writer) error { return encode(c, w) })
	if err == nil {
		a.wrote(path)
	}
	return err
}
