package main

import (
	"context"

	"vae/data"
)

// leaveReport writes the report on a run that has ended into its folder. It says what went wrong,
// which does no harm to the run.
func (c *trainCmd) leaveReport(signals *signals, a *app, p *plan, splits *data.Splits) {
	progress := c.Progress
	if progress == "plain" {
		progress = "none"
	}
	path, err := a.leaveReport(signals.ctx, p.dir, splits, progress)
	switch {
	case err != nil:
		a.tell("vae: warning: there is no report: %s", plain(signals.stopped(err)))
		a.tell("vae: hint: vae report %s makes one", shellQuoted(p.dir))
	case c.Progress != "none":
		a.tell("report: %s", path)
	}
}

// leaveReport writes the report on a run that has ended into its folder, from the data that it was
// trained on.
func (a *app) leaveReport(ctx context.Context, dir string, splits *data.Splits, progress string) (string, error) {
	t, err := a.load(dir)
	if err != nil {
		return "", err
	}
	shown, err := t.images(splits, "", unseen(splits))
	if err != nil {
		return "", err
	}
	page, err := a.report(ctx, t, shown, progress)
	if err != nil {
		return "", err
	}
	return reportPath(t), writeFile(reportPath(t), page.Write)
}
