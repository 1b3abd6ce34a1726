package main

import (
	"time"

	"vae/train"
)

// drawing keeps the pictures of a run up to date: at the end of an epoch, once in some time, and at
// the end of the run.
type drawing struct {
	a      *app
	run    *train.Run
	last   time.Time
	failed bool // which was said
}

// betweenDrawings is the least time between drawings, each of which takes a fraction of a second.
const betweenDrawings = time.Minute

// Observe draws if the last time was long ago.
func (d *drawing) Observe(e train.Event) error {
	if _, ended := e.(*train.EpochEnded); ended && time.Since(d.last) > betweenDrawings {
		d.draw()
	}
	return nil
}

// draw draws. A run goes on without its pictures: a failure is only said, once.
func (d *drawing) draw() {
	err := d.run.Draw()
	if err != nil && !d.failed {
		d.a.tell("vae: warning: the pictures of the run are not drawn: %s", plain(err))
	}
	d.failed, d.last = d.failed || err != nil, time.Now()
}
