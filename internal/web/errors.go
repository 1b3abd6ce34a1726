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

// Why answers are not computed to their ends.
var (
	errEnding = errors.New("the server is ending")
	errLate   = errors.New("it takes too long")
)

// Refuse answers with an error: {"error": …}.
func Refuse(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var own *Error
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		status = own.Status
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
	case isUnreadable(err):
		status = http.StatusUnprocessableEntity
	case errors.Is(err, fs.ErrNotExist):
		status = http.StatusNotFound
	case errors.Is(err, context.Canceled):
		status, err = http.StatusServiceUnavailable, errEnding
	case errors.Is(err, context.DeadlineExceeded):
		status, err = http.StatusServiceUnavailable, errLate
	}
	WriteJSON(w, status, map[string]string{"error": err.Error()})
}

// isUnreadable reports whether an error says that the content of a request is not what it should be.
func isUnreadable(err error) bool {
	var label *vae.LabelError
	var format *data.FormatError
	var option *data.OptionError
	return errors.As(err, &label) || errors.As(err, &format) || errors.As(err, &option)
}
