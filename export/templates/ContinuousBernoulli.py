class ContinuousBernoulli:
    """Density proportional to exp(x * logit) of x from 0 to 1: arXiv:1907.06845."""

    def __init__(self, logits):
        self.logits = logits.double()

    @property
    def mean(self):
        near = self.logits.abs() < 1e-4
        far = torch.where(near, 1, self.logits)
        return torch.where(near, 0.5 + self.logits / 12, -1 / torch.expm1(-far) - 1 / far).float()

    def log_prob(self, x):
        a = self.logits.abs().clamp_min(1e-6)
        return ((x - 0.5) * self.logits - a / 2 - torch.log(-torch.expm1(-a) / a)).float()
