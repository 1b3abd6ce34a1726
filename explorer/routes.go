package explorer

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"vae/internal/web"
)

// The page is made from page/src; see page/bundle.go.
//
//go:generate go run ./page
//go:embed page/dist
var embedded embed.FS

// Handler answers requests below Path.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	files, err := fs.Sub(embedded, "page/dist")
	if err != nil {
		panic(err) // the folder is in the program
	}
	mux.Handle("GET /", http.FileServerFS(files))
	for pattern, answer := range map[string]func(r *http.Request) (any, error){
		"GET /api/about":           s.about,
		"GET /api/history":         s.history,
		"GET /api/plane":           s.plane,
		"GET /api/points":          s.points,
		"GET /api/labels":          s.labels,
		"GET /api/images":          s.someImages,
		"GET /api/unlikely":        s.unlikely,
		"GET /api/look":            s.lookAtImage,
		"POST /api/look":           s.lookAtPicture,
		"POST /api/decode":         s.decode,
		"POST /api/near":           s.near,
		"POST /api/sample":         s.sample,
		"GET /api/pictures/{name}": s.picture,
	} {
		mux.HandleFunc(pattern, handle(answer))
	}
	mux.HandleFunc("GET /api/events", s.events)
	mux.HandleFunc("GET /api/export", s.exportPage)
	return s.guard(web.Patient(http.StripPrefix("/"+s.Token, mux)))
}

// events sends what is new as it comes, as server-sent events.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	events, stop := s.hub.listen()
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprintf(w, "retry: 1000\n\n")
	alive := time.NewTicker(10 * time.Second)
	defer alive.Stop()
	for {
		if err := out.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case e := <-events:
			fmt.Fprintf(w, "event: %s\ndata: new\n\n", e)
		case <-alive.C:
			fmt.Fprintf(w, ": alive\n\n")
		}
	}
}
