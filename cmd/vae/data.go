package main

import (
	"context"
	"fmt"

	"vae/data"
)

type dataCmd struct {
	List  dataListCmd  `cmd:"" help:"List the data sets that are known by name."`
	Fetch dataFetchCmd `cmd:"" help:"Download a data set; no other command downloads anything."`
	Show  dataShowCmd  `cmd:"" help:"Show counts, sizes and range of a data set, and a sheet of its images."`
}

type dataListCmd struct {
	JSON bool `help:"Print JSON."`
}

type listed struct {
	Name    string `json:"name"`
	About   string `json:"about"`
	Licence string `json:"licence"`
	Place   string `json:"place"` // folder, "built in" or ""
}

func (c *dataListCmd) Run(a *app) error {
	var all []listed
	for _, entry := range data.Catalogue() {
		about := fmt.Sprintf("%s, %d + %d images of %v", entry.About, entry.Train, entry.Test, entry.Shape)
		l := listed{Name: entry.Name, About: about, Licence: entry.Licence, Place: "built in"}
		if !entry.BuiltIn {
			l.Place, _ = data.Locate(entry.Name, a.dataDir) // "" if it is not here
		}
		all = append(all, l)
	}
	if c.JSON {
		return a.json(all)
	}
	for _, l := range all {
		place := l.Place
		if place == "" {
			place = "not here: vae data fetch " + l.Name
		}
		a.printf("%-14s %s; %s; %s\n", l.Name, l.About, l.Licence, place)
	}
	return nil
}

type dataFetchCmd struct {
	Name string `arg:"" help:"Name of a data set: see vae data list."`
}

func (c *dataFetchCmd) Run(a *app) error {
	err := interruptibly(func(ctx context.Context) error {
		return data.Fetch(ctx, c.Name, a.dataDir, func(line string) { a.tell("%s", line) })
	})
	if is[*data.UnknownError](err) { // a path is none here
		return usageError(plain(err), "vae data list says what they are")
	}
	if err != nil {
		return err
	}
	if folder, err := data.Locate(c.Name, a.dataDir); err == nil && folder != "" {
		a.wrote(folder)
	}
	return nil
}
