package serve

import (
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what is measured of a server.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec   // by path and code
	seconds  *prometheus.HistogramVec // by path
	batches  *prometheus.HistogramVec // rows, by what is done
	reloads  *prometheus.CounterVec   // by result
	coming   atomic.Int64             // requests that are being read
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vae_requests_total", Help: "Requests that were answered, by HTTP status."}, []string{"path", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vae_request_seconds", Help: "Time to answer a request.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16)}, []string{"path"}),
		batches: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vae_batch_rows", Help: "Images or codes that were mapped together.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 12)}, []string{"work"}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vae_loads_total", Help: "Checkpoints that were to be loaded, by what came of it."}, []string{"result"}),
	}
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	m.registry.MustRegister(m.requests, m.seconds, m.batches, m.reloads,
		gauge("vae_requests", "Requests that are answered or wait.", func() float64 {
			requests, _ := s.room.left()
			return float64(s.Queue - requests)
		}),
		gauge("vae_requests_bytes", "Memory that is set aside for them.", func() float64 {
			_, bytes := s.room.left()
			return float64(memory - bytes)
		}),
		gauge("vae_checkpoint_step", "Training step of the checkpoint that is served.", func() float64 {
			return float64(s.Loaded().Step)
		}),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// count measures a handler.
func (m *metrics) count(path string, h http.Handler) http.Handler {
	of := prometheus.Labels{"path": path}
	return promhttp.InstrumentHandlerDuration(m.seconds.MustCurryWith(of),
		promhttp.InstrumentHandlerCounter(m.requests.MustCurryWith(of), h))
}

// reloaded counts a checkpoint that was loaded, or was not.
func (m *metrics) reloaded(err error) {
	result := "loaded"
	if err != nil {
		result = "failed"
	}
	m.reloads.WithLabelValues(result).Inc()
}

// handler answers with all figures, as Prometheus reads them.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
