package main

import (
	"context"
	"path/filepath"

	"vae/data"
	"vae/evaluate"
	"vae/report"
	"vae/train"
)

type reportCmd struct {
	onImages `embed:"" set:"usual_split=validation or, where none are held out, test"`
	Output   string `name:"out" short:"o" placeholder:"FILE" help:"Page to write: .html or - (default: report.html in the folder of the run)."`
	cores    `embed:""`
}

func (c *reportCmd) Run(a *app) error {
	var to outputs
	if c.Output != "" {
		to = outputs{{"-o", c.Output, checkPage}}
	}
	t, ref, err := c.load(a, to)
	if err != nil {
		return err
	}
	if c.Output == "" {
		c.Output = reportPath(t)
		if err := a.mayWrite(outputs{{"-o", c.Output, checkPage}}); err != nil {
			return err
		}
	}
	var page *report.Page
	err = interruptibly(func(ctx context.Context) error {
		splits, err := a.splits(ctx, t, ref, &c.source, false)
		if err != nil {
			return err
		}
		split := c.Split
		if split == "" && t.owns(splits) {
			split = unseen(splits)
		}
		shown, err := t.images(splits, ref, split)
		if err != nil {
			return err
		}
		page, err = a.report(ctx, t, shown, "auto")
		return err
	})
	if err != nil {
		return err
	}
	return a.writePage(c.Output, page)
}

// checkPage returns an error unless the ending of path is that of a page.
func checkPage(path string) error {
	if path != "-" && filepath.Ext(path) != ".html" && !isDevice(path) {
		return usagef("cannot write %s: a report is an .html file", path)
	}
	return nil
}

// reportPath returns the place of the report on a run: in its folder, if it has one.
func reportPath(t *trained) string { return filepath.Join(train.FolderOf(t.run), train.ReportName) }

// unseen returns the split of a run's data that its report is made from: images that it was not
// trained on, if there are some, and those of the test only if there are no others.
func unseen(s *data.Splits) string {
	switch {
	case s.Validation.Len() > 0:
		return "validation"
	case s.Test.Len() > 0:
		return "test"
	}
	return "train"
}

func (a *app) writePage(path string, page *report.Page) error {
	var err error
	if path == "-" {
		err = page.Write(a.stdout)
	} else {
		err = writeFile(path, page.Write)
	}
	if err == nil {
		a.wrote(path)
	}
	return err
}

// The images that a report is made from.
const (
	mostReported = 5000 // measured at most
	reportDraws  = 10   // z ~ q(z|x) for each
	reportSeed   = 1
)

// reported is a run with what is known of it.
type reported struct {
	*evaluation // of the images
	run         train.Inspection
	intact      bool   // what the folder says of it can be read
	folder      string // "" of a checkpoint that stands alone
	of          int    // images that those measured are from
}

// report measures a run on images, at most mostReported of them, and makes the page.
func (a *app) report(ctx context.Context, t *trained, shown *images, progress string) (_ *report.Page, err error) {
	r := &reported{folder: train.FolderOf(t.run), of: shown.Len()}
	if r.of > mostReported {
		shown.Set = shown.Sample(mostReported, reportSeed)
	}
	protocol := evaluate.Protocol{
		Binarize: evaluate.Binarization(t.config.Data.Binarize), Samples: reportDraws, Seed: reportSeed,
	}
	s := &subject{trained: t, images: shown, fitted: a.underFitted(t), protocol: protocol, unfit: "vae evaluate tries some"}
	if err := s.look(); err != nil {
		return nil, err
	}
	measure := evaluateCmd{Seed: reportSeed, Progress: progress}
	if r.evaluation, err = measure.measureBoth(ctx, a, s); err != nil {
		return nil, err
	}
	if r.folder != "" {
		if r.run, r.intact, err = a.inspect(r.folder); err != nil {
			return nil, err
		}
	}
	return r.page(ctx, a)
}
