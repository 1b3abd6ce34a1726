package data

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// pace is what is asked of a mirror.
type pace struct {
	total  time.Duration // that a file may take
	window time.Duration // in each of which least bytes have to come
	least  int64
}

// usual is a kibibyte per second, so that nobody waits for hours.
var usual = pace{total: 30 * time.Minute, window: 30 * time.Second, least: 30 << 10}

// tooLong is the error of a file that takes longer than it may.
func (p pace) tooLong() error { return fmt.Errorf("not done in %v", p.total) }

// watch gives a download up when a window has passed in which too little of it came.
func (p pace) watch(ctx context.Context, body *metered, windows <-chan time.Time, giveUp func(error)) {
	for before := int64(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-windows:
		}
		now := body.n.Load()
		if got := now - before; got < p.least && !body.ended.Load() {
			giveUp(fmt.Errorf("%d bytes in %v, fewer than %d", got, p.window, p.least))
			return
		}
		before = now
	}
}

// metered is a reader that counts the bytes.
type metered struct {
	r     io.Reader
	n     atomic.Int64
	ended atomic.Bool // what comes now takes the disk's time
}

func (c *metered) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	c.ended.Store(err != nil)
	return n, err
}
