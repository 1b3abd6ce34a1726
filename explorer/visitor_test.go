package explorer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"vae/explorer"
)

type visitor struct {
	testing.TB
	server *explorer.Server
	*httptest.Server
}

func visit(t testing.TB, run explorer.Run) *visitor {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := explorer.New(ctx, explorer.Options{Name: "digits-001", Run: run, Version: "test", Poll: 5 * time.Millisecond})
	v := &visitor{t, s, httptest.NewServer(s.Handler())}
	t.Cleanup(func() {
		stop()
		v.Close()
	})
	return v
}

func (v *visitor) ask(method, path string, body []byte) (int, []byte) {
	v.Helper()
	r, err := http.NewRequest(method, v.URL+v.server.Path()+path, bytes.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	return v.do(r)
}

func (v *visitor) do(r *http.Request) (int, []byte) {
	v.Helper()
	answer, err := v.Client().Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, content
}

func (v *visitor) get(path string) []byte {
	v.Helper()
	return v.post(http.MethodGet, path, nil)
}

func (v *visitor) post(method, path string, body []byte) []byte {
	v.Helper()
	status, content := v.ask(method, path, body)
	if status != http.StatusOK {
		v.Fatalf("%s: %d %s", path, status, content)
	}
	return content
}

func into[T any](t testing.TB, content []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatalf("%v in %.200s", err, content)
	}
	return value
}

type overview struct {
	State, Command, Problem string
	Model                   *struct {
		Epoch, Latent int
		Step          int64
		Missing       string
		Data          *struct{ Images int }
		Priors        []struct{ Name string }
		Dimensions    []struct {
			Index     int
			Figure    float64
			Dead      bool
			Histogram []int
		}
		Figure string `json:"dimension_figure"`
		NELBO  *struct {
			Mean  float64
			Error *float64 `json:"standard_error"`
		}
		Scored, Samples int
	}
}

func (v *visitor) until(what string, is func(o overview) bool) (o overview) {
	v.Helper()
	for range 2000 {
		if o = into[overview](v, v.get("api/about")); is(o) {
			return o
		}
		time.Sleep(5 * time.Millisecond)
	}
	v.Fatalf("%s never came: %+v", what, o)
	return o
}

func scored(o overview) bool { return o.Model != nil && o.Model.NELBO != nil }

func float32Bytes(values []float32) (all []byte) {
	for _, v := range values {
		all = binary.LittleEndian.AppendUint32(all, math.Float32bits(v))
	}
	return all
}

func bytesFloat32(content []byte) (all []float32) {
	for chunk := range slices.Chunk(content, 4) {
		all = append(all, math.Float32frombits(binary.LittleEndian.Uint32(chunk)))
	}
	return all
}
