package serve

import (
	"net/http"
	"sync"

	"vae/internal/web"
)

// memory is the most memory, in bytes, that the numbers and bodies of all requests take at a time.
const memory = 1 << 30

// The most that one request may have.
const (
	mostBody    = 32 << 20 // bytes
	mostRows    = 1024     // images or codes
	mostNumbers = 1 << 23  // pixels of all its images
)

// perPixel is the memory, in bytes, of a pixel: as input, in a batch, as output and as text.
const perPixel = 32

// room is what is left for requests.
type room struct {
	mu       sync.Mutex
	requests int
	bytes    int64
}

// place is what a request has taken of the room.
type place struct {
	*room
	bytes    int64
	answered bool
}

// errFull says that there is no room.
var errFull = &web.Error{Status: http.StatusTooManyRequests, Message: "too many requests at a time: try again"}

// enter takes a place.
func (r *room) enter() (*place, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.requests == 0 {
		return nil, errFull
	}
	r.requests--
	return &place{room: r}, nil
}

// take takes memory.
func (p *place) take(bytes int64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if bytes > p.room.bytes {
		return errFull
	}
	p.room.bytes -= bytes
	p.bytes += bytes
	return nil
}

// answer gives back the place of a request whose answer is there, so that a client that has it is
// not refused the next one for its own.
func (p *place) answer() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.answered {
		p.answered = true
		p.requests++
	}
}

// leave gives everything back.
func (p *place) leave() {
	p.answer()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.room.bytes += p.bytes
}

// left returns what is left.
func (r *room) left() (requests int, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests, r.bytes
}
