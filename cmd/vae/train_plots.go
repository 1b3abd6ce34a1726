package main

import (
	"time"

	"vae/train"
)

// plots keeps the pictures of a run up to date: at the end of an epoch, once in some time, and at
// the end of the run.
type plots struct {
	a      *app
	run    *train.Run
	last   time.Time
	failed bool // which was said
}

// betweenDrawings is the least time between drawings, each of which takes a fraction of a second.
const betweenDrawings = time.Minute

// Observe draws if the last time was long ago.
func (p *plots) Observe(e train.Event) error {
	if _, ended := e.(*train.EpochEnded); ended && time.Since(p.last) > betweenDrawings {
		p.draw()
	}
	return nil
}

// draw draws. A run goes on without its pictures: a failure is only said, once.
func (p *plots) draw() {
	err := p.run.Draw()
	if err != nil && !p.failed {
		p.a.tell("vae: warning: the pictures of the run are not drawn: %s", plain(err))
	}
	p.failed, p.last = p.failed || err != nil, time.Now()
}
