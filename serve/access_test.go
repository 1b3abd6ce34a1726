package serve_test

import (
	"net/http"
	"testing"

	"vae"
	"vae/data"
)

// TestAccept chooses the first format that a client accepts.
func TestAccept(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	for accept, want := range map[string]string{
		"": mediaJSON, "*/*": mediaJSON, "application/*": mediaJSON, "application/json; charset=utf-8": mediaJSON,
		"image/*": mediaPNG, "image/png, */*": mediaPNG, "application/json;q=0, image/png": mediaPNG,
		mediaNPY: mediaNPY, "text/html, application/x-npy;q=0.9, */*;q=0.1": mediaNPY,
	} {
		got := c.send("GET", "/sample?n=1", accept, nil)
		if got.status != http.StatusOK || got.header.Get("Content-Type") != want {
			t.Errorf("%q: %d %s, want %s", accept, got.status, got.header.Get("Content-Type"), want)
		}
	}
	for _, accept := range []string{"text/html", "nonsense", ","} {
		if got := c.send("GET", "/sample?n=1", accept, nil); got.status != http.StatusNotAcceptable {
			t.Errorf("%q: %d", accept, got.status)
		}
	}
	images := npy([]int{1, 784}, make([]float32, 784))
	if got := c.send("POST", "/encode", mediaPNG, images); got.status != http.StatusNotAcceptable {
		t.Errorf("codes as a picture: %d", got.status)
	}
}

// TestGuard_refusesOthers sends what pages of other sites, and names that lead here, can send.
func TestGuard_refusesOthers(t *testing.T) {
	set := data.DrawDigits(40, 1)
	c := visit(t, newLoaded(t, "mlp:8", vae.Config{}, set), set)
	for _, r := range []struct {
		host, name, value string
		want              int
	}{
		{"", "", "", 200}, {"localhost:1", "", "", 200}, {"[::1]:80", "", "", 200}, {"", "Origin", c.URL, 200},
		{"evil.example", "", "", 403}, {"127.0.0.1.evil.example:80", "", "", 403}, {"", "Origin", "null", 403},
		{"", "Origin", "http://evil.example", 403}, {"", "Sec-Fetch-Site", "cross-site", 403},
	} {
		ask, err := http.NewRequest("GET", c.URL+"/sample?n=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		if ask.Host = r.host; r.name != "" {
			ask.Header.Set(r.name, r.value)
		}
		got, err := c.Client().Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		if got.Body.Close(); got.StatusCode != r.want {
			t.Errorf("%q %s: %s: %d, want %d", r.host, r.name, r.value, got.StatusCode, r.want)
		}
	}
}
