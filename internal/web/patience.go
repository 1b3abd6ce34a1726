package web

import (
	"io"
	"net/http"
	"time"
)

// patience is the longest time that a write to a client or a read from it may take.
const patience = time.Minute

// Patient lets a handler take its time, and its client a bounded one for each piece.
func Patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection := http.NewResponseController(w)
		if r.Body != http.NoBody {
			r.Body = &patientBody{r.Body, connection}
		}
		next.ServeHTTP(&patientWriter{w, connection}, r)
	})
}

type patientWriter struct {
	http.ResponseWriter
	connection *http.ResponseController
}

func (w *patientWriter) Write(content []byte) (int, error) {
	w.connection.SetWriteDeadline(time.Now().Add(patience))
	return w.ResponseWriter.Write(content)
}

// Unwrap is for http.ResponseController.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

type patientBody struct {
	io.ReadCloser
	connection *http.ResponseController
}

func (b *patientBody) Read(content []byte) (int, error) {
	b.connection.SetReadDeadline(time.Now().Add(patience))
	n, err := b.ReadCloser.Read(content)
	if err != nil { // that the client goes away must be seen for longer
		b.connection.SetReadDeadline(time.Time{})
	}
	return n, err
}
