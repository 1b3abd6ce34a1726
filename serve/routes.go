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

// routes are all kinds of requests that need the model.
var routes = []route{
	{"POST", "/encode", "Posterior of each image", images, []param{output, seed, label}, false,
		[]field{{"mean", "of q(z|x) (N, Z)"}, {"logvar", "of q(z|x) (N, Z)"}, {"sample", "a draw (N, Z), first, if that is asked for"}},
		(*Server).encode},
	{"POST", "/reconstruct", "Each image decoded from its posterior mean", images, []param{label}, true,
		[]field{{"images", "decoded (N, H, W) or, in colour, (N, H, W, 3)"}, {"originals", "as the model sees them, of the same shape"}},
		(*Server).reconstruct},
	{"POST", "/scores", "Score of each image, in nats", images, []param{samples, seed, scorePrior, label}, false,
		[]field{{"log_p", "the importance-weighted bound on log p(x) (N)"}, {"log_p_se", "its standard error (N), of several draws"},
			{"ess", "the effective number of draws (N), likewise"}, {"nelbo", "−ELBO (N)"}, {"recon", "−log p(x|z) (N)"}, {"kl", "KL(q(z|x) ‖ p(z)) (N)"}},
		(*Server).scores},
	{"POST", "/decode", "Expected image of each code", codes, []param{label}, true,
		[]field{{"images", "(N, H, W) or, in colour, (N, H, W, 3)"}},
		(*Server).decode},
	{"GET", "/sample", "Images drawn from the prior", nil, []param{number, seed, temperature, draw, samplePrior, label}, true,
		[]field{{"images", "(N, H, W) or, in colour, (N, H, W, 3)"}, {"codes", "(N, Z)"}, {"label", "(N), where there are labels"}},
		(*Server).sample},
}

// The paths that need no model.
const (
	healthPath  = "/healthz"
	metricsPath = "/metrics"
	openAPIPath = "/openapi.json"
)
