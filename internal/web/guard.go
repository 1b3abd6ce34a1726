package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// IsLocal reports whether a Host header names this machine. A page of another site may have a name
// that leads here (DNS rebinding).
func IsLocal(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil { // it has no port
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// SameOrigin reports whether a request comes from a page of the server's own, or from no page.
// Pages of other sites that are open in the same browser can send forms.
func SameOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		from, err := url.Parse(origin)
		return err == nil && from.Host == r.Host
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" // a link was followed
}
