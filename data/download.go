package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// How long a mirror may take to connect and to begin its answer.
const (
	connectTimeout = 5 * time.Second
	answerTimeout  = 15 * time.Second
)

// client gives up a connection after a while.
var client = &http.Client{Transport: &http.Transport{
	Proxy:                 http.ProxyFromEnvironment,
	DialContext:           (&net.Dialer{Timeout: connectTimeout}).DialContext,
	TLSHandshakeTimeout:   connectTimeout,
	ResponseHeaderTimeout: answerTimeout,
	DisableCompression:    true, // what is compressed is to stay so
}}

// download installs the files of the entry that target lacks from a mirror.
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
		return fault.Err // the URL is in the list of attempts
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

// download lets the go command fetch the module and returns the folder of its data.
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
