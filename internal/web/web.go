// Package web has what the servers of this module share: where they listen, whom they answer, how
// long they wait, and how they say what went wrong.
package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// WriteJSON answers with a value as JSON.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil { // a number is not finite
		WriteJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}

// Body reads a request's body of at most so many bytes. The error of more is an *http.MaxBytesError.
func Body(r *http.Request, most int64) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(nil, r.Body, most))
}

// Sheltered returns what f returns. A panic becomes an error: a fault of one answer must end neither
// the others nor the training that goes on in the same program.
func Sheltered[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error, please report it: %v", r)
		}
	}()
	return f()
}
