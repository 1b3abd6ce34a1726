// Package web has what the servers of this module share: where they listen, whom they answer, how
// long they wait, and how they say what went wrong.
package web

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// Body reads the body of a request, of at most so many bytes; else it is an *http.MaxBytesError.
func Body(r *http.Request, most int64) ([]byte, error) {
	var content bytes.Buffer
	if r.ContentLength > 0 {
		content.Grow(int(min(r.ContentLength, most)) + bytes.MinRead) // which ReadFrom wants to see free at the end
	}
	_, err := content.ReadFrom(http.MaxBytesReader(nil, r.Body, most))
	return content.Bytes(), err
}

// Sheltered returns what f returns. A panic becomes an error: a fault of one answer must not end the
// others, nor a training that goes on in the same program.
func Sheltered[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error, please report it: %v", r)
		}
	}()
	return f()
}
