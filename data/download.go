package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// client bounds the time that a mirror may take to connect and to begin its answer.
var client = &http.Client{Transport: &http.Transport{
	Proxy:                 http.ProxyFromEnvironment,
	DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
	TLSHandshakeTimeout:   5 * time.Second,
	ResponseHeaderTimeout: 15 * time.Second,
	DisableCompression:    true, // compressed files are installed as they are
}}

// download installs the files that target lacks from a mirror.
func (f *fetcher) download(ctx context.Context, e *Entry, mirror, target string) error {
	for _, file := range e.files {
		if file.verifyIn(target) == nil {
			continue
		}
		if err := f.get(ctx, file, mirror+file.stem+".gz", target); err != nil {
			return err
		}
	}
	return nil
}

// get installs one file from a URL.
func (f *fetcher) get(ctx context.Context, file file, from, target string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, f.pace.total, f.pace.tooLong())
	defer cancel()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	var fault *url.Error
	if errors.As(err, &fault) {
		return fault.Err // without the URL, which the Attempt has
	}
	if err != nil {
		return err
	}
	defer response.Body.Close() // nothing was written
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: HTTP %s", file.stem, response.Status)
	}
	body := &metered{r: response.Body}
	watch := time.NewTicker(f.pace.window)
	defer watch.Stop()
	go f.pace.watch(ctx, body, watch.C, giveUp)
	err = file.install(f.fsys, body, from, target)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// download fetches the module with the go command and returns the folder of its data.
func (m *module) download(ctx context.Context, goCommand string) (string, error) {
	command := exec.CommandContext(ctx, goCommand, "mod", "download", "-json", m.path+"@"+m.version)
	command.WaitDelay = time.Second
	output, err := command.Output()
	var answer struct{ Dir, Error string }
	if json.Unmarshal(output, &answer) == nil && answer.Error != "" {
		return "", errors.New(answer.Error)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		line, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return "", errors.New(line)
	}
	if err != nil {
		return "", err
	}
	if answer.Dir == "" {
		return "", errors.New("the go command named no folder")
	}
	return filepath.Join(answer.Dir, m.folder), nil
}

// pace bounds the time of a download.
type pace struct {
	total  time.Duration // of a file
	window time.Duration // time within which at least least bytes must arrive
	least  int64
}

// usual asks for a kibibyte per second.
var usual = pace{total: 30 * time.Minute, window: 30 * time.Second, least: 30 << 10}

func (p pace) tooLong() error { return fmt.Errorf("not done in %v", p.total) }

// watch gives up a download when too few bytes arrived within a window.
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

// metered is a reader that counts its bytes.
type metered struct {
	r     io.Reader
	n     atomic.Int64
	ended atomic.Bool // what remains is writing to disk
}

func (c *metered) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	c.ended.Store(err != nil)
	return n, err
}
