class DiscretizedLogistic:
    """A logistic distribution, rounded to multiples of 1/255: arXiv:1606.04934, section 5.2."""

    def __init__(self, location, logscale):
        self.location, self.logscale = location.double(), logscale.double()

    @property
    def mean(self):
        edges = [(k + 0.5) / 255 for k in range(255)]
        above = [torch.sigmoid((self.location - e) * torch.exp(-self.logscale)) for e in edges]
        return (sum(above) / 255).float()

    def log_prob(self, x):
        level, width = (255 * x.double()).round(), torch.exp(-self.logscale) / 255
        center = width * (level - 255 * self.location)
        below, above = F.softplus(center - width / 2), F.softplus(-center - width / 2)
        inside = torch.log(-torch.expm1(-width)) - below - above
        return torch.where(level <= 0, -above, torch.where(level >= 255, -below, inside)).float()
