package explorer

import "sync"

// hub tells open pages that there is something new to ask for: snapshot, codes, scores or history.
type hub struct {
	mu        sync.Mutex
	listeners map[chan string]bool
}

// listen returns a channel of what is new, and what ends it. Whoever is too slow loses the oldest.
func (h *hub) listen() (events <-chan string, stop func()) {
	c := make(chan string, 16)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan string]bool{}
	}
	h.listeners[c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, c)
	}
}

// pages returns how many listen.
func (h *hub) pages() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.listeners)
}

func (h *hub) tell(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.listeners {
		for sent := false; !sent; {
			select {
			case c <- what:
				sent = true
			default:
				select {
				case <-c:
				default:
				}
			}
		}
	}
}
