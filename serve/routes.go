package serve

import "context"

// route is a kind of request.
type route struct {
	method, path string
	help         string
	body         *body // nil: none
	params       []param
	images       bool    // the answer has images
	gives        []field // the first is what .npy has
	answer       func(*Server, context.Context, *request) (*result, error)
}

// field is an array that a route answers with.
type field struct{ name, help string }

const shapeOfImages = "(N, H, W) or, in colour, (N, H, W, 3)"

// routes are all kinds of requests that need the model.
var routes = []route{
	{
		method: "POST", path: "/encode", help: "Posterior of each image",
		body: images, params: []param{output, seed, label}, answer: (*Server).encode,
		gives: []field{
			{"mean", "of q(z|x) (N, Z)"},
			{"logvar", "of q(z|x) (N, Z)"},
			{"sample", "a draw (N, Z), first, if that is asked for"},
		},
	},
	{
		method: "POST", path: "/reconstruct", help: "Each image decoded from its posterior mean",
		body: images, params: []param{label}, images: true, answer: (*Server).reconstruct,
		gives: []field{
			{"images", "decoded " + shapeOfImages},
			{"originals", "as the model sees them, of the same shape"},
		},
	},
	{
		method: "POST", path: "/scores", help: "Score of each image, in nats",
		body: images, params: []param{samples, seed, scorePrior, label}, answer: (*Server).scores,
		gives: []field{
			{"log_p", "the importance-weighted bound on log p(x) (N)"},
			{"log_p_se", "its standard error (N), of several draws"},
			{"ess", "the effective number of draws (N), likewise"},
			{"nelbo", "−ELBO (N)"},
			{"recon", "−log p(x|z) (N)"},
			{"kl", "KL(q(z|x) ‖ p(z)) (N)"},
		},
	},
	{
		method: "POST", path: "/decode", help: "Expected image of each code",
		body: codes, params: []param{label}, images: true, answer: (*Server).decode,
		gives: []field{{"images", shapeOfImages}},
	},
	{
		method: "GET", path: "/sample", help: "Images drawn from the prior",
		params: []param{number, seed, temperature, draw, samplePrior, label}, images: true, answer: (*Server).sample,
		gives: []field{
			{"images", shapeOfImages},
			{"codes", "(N, Z)"},
			{"label", "(N), where there are labels"},
		},
	},
}

// The paths that need no model.
const (
	healthPath  = "/healthz"
	metricsPath = "/metrics"
	openAPIPath = "/openapi.json"
)
