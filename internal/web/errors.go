package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"vae"
	"vae/data"
)

// Error is an error of whoever asked, or one that is said with a status of its own.
type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return e.Message }

// BadRequest returns the error of a request that makes no sense.
func BadRequest(format string, args ...any) error {
	return &Error{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// Errors of answers that are given up.
var (
	errEnding = errors.New("the server is ending")
	errLate   = errors.New("it takes too long")
)

// Refuse answers with an error: {"error": …}.
func Refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var own *Error
	var large *http.MaxBytesError
	switch cause := unreadable(err); {
	case errors.As(err, &own):
		status = own.Status
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
	case cause != nil:
		status, err = http.StatusUnprocessableEntity, cause
	case errors.Is(err, fs.ErrNotExist):
		status = http.StatusNotFound
	case errors.Is(err, context.Canceled):
		status, err = http.StatusServiceUnavailable, errEnding
	case errors.Is(err, context.DeadlineExceeded):
		status, err = http.StatusServiceUnavailable, errLate
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	WriteJSON(w, status, map[string]string{"error": err.Error()})
}

// unreadable returns what is wrong with the content of a request, nil if the error is another.
func unreadable(err error) error {
	var label *vae.LabelError
	var format *data.FormatError
	switch {
	case errors.As(err, &label):
		return label
	case errors.As(err, &format) && format.Hint != "":
		return fmt.Errorf("%w (%s)", format, format.Hint)
	case errors.As(err, &format):
		return format
	}
	return nil
}
