package selfcheck_test

// The plain loops are in use where there are no vector instructions.
const (
	plainLoops      = "internal/kernel/vectorplain.go"
	likelihoodLoops = "internal/kernel/likelihoodplain.go"
)

// mutants are faults in the mathematics, each of which has been made in some program.
var mutants = []mutant{
	{"KL with the wrong sign in −ELBO", "objective −ELBO", []edit{
		{"loss/loss.go", "float64(in[2][0])*reduce.Mean(in[1]) - reduce.Mean(in[0])", "-float64(in[2][0])*reduce.Mean(in[1]) - reduce.Mean(in[0])"}}},
	{"KL with the wrong sign in −ELBO and its derivative", "ELBO after training", []edit{
		{"loss/loss.go", "float64(in[2][0])*reduce.Mean(in[1]) - reduce.Mean(in[0])", "-float64(in[2][0])*reduce.Mean(in[1]) - reduce.Mean(in[0])"},
		{"loss/loss.go", "dOut[0] * in[2][0] / float32(len(in[1]))", "-dOut[0] * in[2][0] / float32(len(in[1]))"}}},
	{"β left out of the derivative", "derivatives of −ELBO, bernoulli", []edit{
		{"loss/loss.go", "dOut[0] * in[2][0] / float32(len(in[1]))", "dOut[0] / float32(len(in[1]))"}}},
	{"KL negative", "KL(q ‖ p(z)), closed form", []edit{
		{"internal/kernel/gaussian.go", "float32(0.5 * gaussianKL(mean, logVar))", "float32(-0.5 * gaussianKL(mean, logVar))"}}},
	{"KL without its ½", "KL(q ‖ p(z)), closed form", []edit{
		{"internal/kernel/gaussian.go", "float32(0.5 * gaussianKL(mean, logVar))", "float32(gaussianKL(mean, logVar))"}}},
	{"KL with plus log σ²", "KL(q ‖ p(z)), closed form", []edit{
		{plainLoops, "m*m + (math.Expm1(v) - v)", "m*m + (math.Expm1(v) + v)"}}},
	{"KL of σ taken for log σ²", "KL(q ‖ p(z)), closed form", []edit{
		{plainLoops, "m*m + (math.Expm1(v) - v)", "m*m + (math.Expm1(2*v) - 2*v)"}}},
	{"derivative of the KL without its ½", "derivatives of −ELBO, bernoulli", []edit{
		{plainLoops, "0.5 * dkl * float32(math.Expm1(float64(v)))", "dkl * float32(math.Expm1(float64(v)))"}}},
	{"reparameterisation with σ² for σ", "log-weights at q = p(z|x)", []edit{
		{plainLoops, "math.Exp(0.5*float64(logVar[i]))", "math.Exp(float64(logVar[i]))"}}},
	{"derivative of the reparameterisation without its ½", "derivatives of −ELBO, bernoulli", []edit{
		{plainLoops, "0.5 * d * (z[i] - mean[i])", "d * (z[i] - mean[i])"}}},
	{"posterior draws with σ² for σ", "mean z² of posterior draws", []edit{
		{"codes.go", "math.Exp(0.5*float64(c.LogVar[i]))", "math.Exp(float64(c.LogVar[i]))"}}},
	{"gaussian log p(x|z) with the wrong sign", "recon", []edit{
		{"dist/sharedscale.go", "-l.weight*(math.Exp(-s)*float64(sum)+d*s) - d*l.constant", "l.weight*(math.Exp(-s)*float64(sum)+d*s) + d*l.constant"}}},
	{"gaussian log p(x|z) and its derivative without the ½", "recon", []edit{
		{"dist/sharedscale.go", "-l.weight*(math.Exp(-s)*float64(sum)+d*s) - d*l.constant", "2 * (-l.weight*(math.Exp(-s)*float64(sum)+d*s) - d*l.constant)"},
		{"dist/sharedscale.go", "float32(float64(d) * precision)", "float32(2 * float64(d) * precision)"}}},
	{"gaussian draws with σ² for σ", "mean log p(x) of drawn images", []edit{
		{"dist/gaussian.go", "m + sigma*noise[i]", "m + sigma*sigma*noise[i]"}}},
	{"bernoulli log p(x|z) and its derivative twice", "bernoulli log p(x|z)", []edit{
		{likelihoodLoops, "pixel*l - max(l, 0)", "2*(pixel*l - max(l, 0))"},
		{likelihoodLoops, "m*e + e", "(m + 1) * e * (2 + e)"},
		{likelihoodLoops, "float32(pixel - s)", "float32(2*(pixel - s))"},
		{likelihoodLoops, "float32(pixel - 1 + s)", "float32(2*(pixel - 1 + s))"}}},
	{"log-ratio with the wrong sign", "log-weights at q = p(z|x)", []edit{
		{"dist/kl.go", "float32(0.5 * sum)", "float32(-0.5 * sum)"}}},
	{"log-ratio with minus log σ²", "log-weights at q = p(z|x)", []edit{
		{"dist/kl.go", "float64(eps[j])*float64(eps[j]) + float64(logVar[j])", "float64(eps[j])*float64(eps[j]) - float64(logVar[j])"}}},
	{"training bound without 1/K", "objective −L_100", []edit{
		{"internal/reduce/reduce.go", "math.Log(sum/float64(len(x)))", "math.Log(sum)"}}},
	{"derivative of the training bound without β", "derivatives of −L_4", []edit{
		{"loss/importance.go", "d * share * n.beta", "d * share"}}},
	{"doubly reparameterised gradient left single", "DReG less the plain gradient", []edit{
		{"loss/importance.go", "v * (1 - d.beta + d.beta*d.share[i/d.latent])", "v"}}},
	{"free bits of a KL without its ½", "objective −ELBO, 1 free bit", []edit{
		{"loss/freebits.go", "0.5 * (mean*mean + math.Exp(logVar) - logVar - 1)", "(mean*mean + math.Exp(logVar) - logVar - 1)"},
		{"loss/freebits.go", "float32(d * mean)", "float32(2 * d * mean)"},
		{"loss/freebits.go", "float32(0.5 * d * (math.Exp(logVar) - 1))", "float32(d * (math.Exp(logVar) - 1))"}}},
	{"estimated bound without 1/K", "L_1000, log p(x)", []edit{
		{"internal/reduce/reduce.go", "math.Log(sum/float64(len(x)))", "math.Log(sum)"}}},
	{"error bar of the bound without K − 1", "squared z-score of L_1000", []edit{
		{"evaluate/importance.go", "(k - 1) * without.variance()", "without.variance()"}}},
	{"estimated weights with the wrong sign of the log-ratio", "L_1, the ELBO", []edit{
		{"evaluate/measurement.go", "float64(logProb[k]) + float64(logRatio[k])", "float64(logProb[k]) - float64(logRatio[k])"}}},
	{"KL of draws with the wrong sign in −ELBO", "objective −ELBO, mixture prior", []edit{
		{"dist/kl.go", "nn.Subtract(b, logDraw(b, q, d), p.LogProb(b, d.Z))", "nn.Subtract(b, p.LogProb(b, d.Z), logDraw(b, q, d))"}}},
	{"estimated KL with the wrong sign", "KL(q ‖ p(z)) of draws", []edit{
		{"evaluate/measurement.go", "float64(logRatio[k]) / draws", "-float64(logRatio[k]) / draws"}}},
	{"log q(z|x) of draws with minus log σ²", "mixture log p(z) − log q(z)", []edit{
		{"dist/logdraw.go", "float64(eps)*float64(eps) + float64(logVar[j])", "float64(eps)*float64(eps) - float64(logVar[j])"}}},
	{"derivative of log q(z|x) of draws without its ½", "derivatives of −ELBO, mixture prior", []edit{
		{"dist/logdraw.go", "-0.5 * d", "-d"}}},
	{"normal log p(z|y) with σ for σ²", "log p(z|y) less float64, at worst, gaussian-per-class", []edit{
		{"dist/normal.go", "distance*distance*math.Exp(-logVar) + logVar + log2Pi", "distance*distance*math.Exp(-0.5*logVar) + logVar + log2Pi"}}},
	{"mixture of weights that do not sum to 1", "mixture log p(z) − log q(z)", []edit{
		{"dist/logmixture.go", "s.reference + s.base + highest + math.Log(total) - all", "s.reference + s.base + highest + math.Log(total)"}}},
	{"components of a mixture without the ½ of their squares", "L_1000, log p(x), mixture prior", []edit{
		{"dist/quadratics.go", "q.peaks[k] - 0.5*(even+odd)", "q.peaks[k] - (even + odd)"}}},
	{"derivative of a mixture by log σ² without its ½", "derivatives of −ELBO, mixture prior", []edit{
		{"dist/logmixtureback.go", "0.5 * (slope*distance - d)", "slope*distance - d"}}},
	{"derivative of a mixture by μ and z with the wrong sign", "derivatives of −ELBO, mixture prior", []edit{
		{"dist/logmixtureback.go", "d * distance * precisions[j]", "-d * distance * precisions[j]"}}},
	{"derivative of far components by μ with the wrong sign of the density's", "derivatives of −ELBO, mixture prior", []edit{
		{"dist/quadratics.go", "p * (slope - m*constant)", "p * (slope + m*constant)"}}},
	{"derivative of far components by z without that of their reference", "derivatives of −ELBO, mixture prior", []edit{
		{"dist/logmixtureback.go", "float32(2*float64(dSquares[j])-rest*p)*x[j]", "2 * dSquares[j] * x[j]"}}},
	{"mixture draws with σ² for σ", "mean log p(z) of draws from the mixture", []edit{
		{"dist/mixture.go", "math.Exp(0.5*float64(params[width+j]))", "math.Exp(float64(params[width+j]))"}}},
	{"mixture draws from the first component", "mean z_1 + z_2 of draws from the mixture", []edit{
		{"dist/mixture.go", "choose(choiceOf(in[2], r, draws, components), float64(noise[width]))", "0"}}},
	{"mixture density of all classes for one", "log p(z|y) less float64, at worst, mixture", []edit{
		{"dist/logchoice.go", "float64(w)/highest", "1.0"}}},
	{"mixture with the components of another class", "log p(z|y) less float64, at worst, mixture", []edit{
		{"prior/mixture.go", "in[0][i/s.times]", "in[0][len(in[0])-1-i/s.times]"}}},
	{"pseudo-inputs with labels of other classes", "log p(z|y) less float64, at worst, vamp", []edit{
		{"prior/vamp.go", "row*v.Classes+row/v.Components", "row*v.Classes+row%v.Classes"}}},
	{"KL(q ‖ p(z|y)) with log σ² times s²", "KL(q ‖ p(z|y)) less exact", []edit{
		{"dist/standardise.go", "qLogVar[j] - pLogVar[j]", "qLogVar[j] + pLogVar[j]"}}},
	{"KL(q ‖ p(z|y)) with μ − m times s", "KL(q ‖ p(z|y)) less exact", []edit{
		{"dist/standardise.go", "-pLogVar[j]", "pLogVar[j]"}}},
	{"derivative of KL(q ‖ p(z|y)) by s² without that of the mean", "derivatives of −ELBO on labels, gaussian-per-class prior", []edit{
		{"dist/standardise.go", "-dLogVar[j]-0.5*dMean[j]*mean[j]", "-dLogVar[j]"}}},
	{"fitted prior without the ½ of its squares", "mean log p(z) of a fitted prior", []edit{
		{"dist/whitening.go", "w.Peaks[k] - 0.5*floats.Dot(y, y)", "w.Peaks[k] - floats.Dot(y, y)"}}},
	{"fit with densities without their normalisers", "mean log p(z) of a fitted prior", []edit{
		{"prior/em.go", "math.Log(w) + mixture.Peaks[k]", "math.Log(w)"}}},
	{"draws from a fitted prior without its covariances", "mean log p(z) of draws from a fitted prior", []edit{
		{"dist/fullmixture.go", "float64(l) * float64(noise[j])", "float64(noise[j])"}}},
	{"labels of the other class", "log p(z|y) less float64, at worst, gaussian-per-class", []edit{
		{"labels.go", "i*len(classes)+k", "i*len(classes)+len(classes)-1-k"}}},
	{"draws of all classes alike", "share of the class y = 1 in draws", []edit{
		{"labels.go", "int(float64(u) * float64(total))", "int(float64(u) * float64(len(classes)))"}}},
	{"biases of convolutions left out", "encoder less loops in float64, conv", []edit{
		{"internal/nn/conv.go", "in[2]", "[]float32(nil)"}}},
	{"derivative of SiLU at its result", "derivatives of −ELBO, conv", []edit{
		{"internal/nn/conv.go", "c.known(y)", "y"}}},
	{"params of a pixel in the order of planes", "derivatives of −ELBO, conv:3/5, gaussian-per-pixel", []edit{
		{"internal/nn/offset.go", "kernel.Planes", "func(y, x []float32, _, _, _, _ int) { copy(y, x) }"}}},
	{"derivatives by params of a pixel in the order of planes", "derivatives of −ELBO, conv:3/5, gaussian-per-pixel", []edit{
		{"internal/nn/offset.go", "kernel.Interleave", "func(dx, dy []float32, _, _, _, _ int) { copy(dx, dy) }"}}},
	{"Adam uphill", "ELBO after training", []edit{
		{"internal/kernel/adam.go", "s.Rate*s.Unbias1", "-s.Rate*s.Unbias1"}}},
	{"Adam without a bias correction", "Adam's first 3 steps", []edit{
		{"internal/kernel/adam.go", "s.Unbias2", "1"}}},
}
