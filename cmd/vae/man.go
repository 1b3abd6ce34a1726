package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"
	"time"

	"vae/internal/disk"
)

type manCmd struct {
	Folder string `arg:"" help:"Folder of manuals, such as ~/.local/share/man, which is made if it is not there."`
}

//go:embed man
var manTemplate embed.FS

// Run writes the pages of commands to man1 and those of topics to man7.
func (c *manCmd) Run(a *app) error {
	parser, err := newParser(&commands{}, a.stdout, a.stderr)
	if err != nil {
		return err
	}
	page, err := template.New("page.tmpl").Funcs(template.FuncMap{
		"roff": roff, "upper": strings.ToUpper, "paragraphs": paragraphs,
	}).ParseFS(manTemplate, "man/page.tmpl")
	if err != nil {
		return err
	}
	date, err := manDate()
	if err != nil {
		return err
	}
	for _, p := range append(commandPages(parser.Model.Node), topicPages()...) {
		p.Date, p.Version = date, version
		folder, err := locate(filepath.Join(c.Folder, fmt.Sprintf("man%d", p.Section)) + "/")
		if err == nil {
			err = disk.MkdirAll(disk.OS{}, folder.path)
		}
		if err != nil {
			return err
		}
		path := filepath.Join(folder.path, fmt.Sprintf("%s.%d", p.Name, p.Section))
		if err := writeFile(path, func(w io.Writer) error { return page.Execute(w, p) }); err != nil {
			return err
		}
	}
	a.wrote(c.Folder)
	return nil
}

// epochVariable is the usual variable for the time of a build that is to give the same bytes again,
// in seconds since 1970: reproducible-builds.org/specs/source-date-epoch.
const epochVariable = "SOURCE_DATE_EPOCH"

// manDate returns the day that pages bear: that of the build, or of the commit; "" where neither is
// known.
func manDate() (string, error) {
	if text := os.Getenv(epochVariable); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return "", usagef("$%s is %q, which is no number of seconds", epochVariable, text)
		}
		return time.Unix(seconds, 0).UTC().Format(time.DateOnly), nil
	}
	day, _, _ := strings.Cut(buildSetting("vcs.time"), "T")
	return day, nil
}
