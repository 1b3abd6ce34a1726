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
	"time"
)

// How long a mirror may take to connect, to begin its answer, and between two reads.
const (
	connectTimeout = 5 * time.Second
	answerTimeout  = 15 * time.Second
	stallTimeout   = 30 * time.Second
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
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
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
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: HTTP %s", file.stem, response.Status)
	}
	stalled := time.AfterFunc(stallTimeout, func() {
		cancel(fmt.Errorf("no byte in %v", stallTimeout))
	})
	defer stalled.Stop()
	err = file.install(&steady{response.Body, stalled}, from, target)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// steady is a reader that sets a timer back at every read.
type steady struct {
	r     io.Reader
	timer *time.Timer
}

func (s *steady) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if n > 0 {
		s.timer.Reset(stallTimeout)
	}
	return n, err
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
