"""{{.Name}}: a variational autoencoder of {{.Image}}, written by vae export.

    {{printf "%-36s" "model = VAE.load()"}}# weights: model.safetensors beside this file
    {{printf "mean, logvar = model.encode(x%s)" .AndY | printf "%-36s"}}# of q(z|x); x: (N, {{.Shape}}), from 0 to 1
    {{printf "images = model.decode(mean%s)" .AndY | printf "%-36s"}}# expected images, like x
    {{printf "logp = model.log_prob(x, mean%s)" .AndY | printf "%-36s"}}# log p(x|z) of each image, in nats
    {{printf "images = model.sample(%s)" .Drawn | printf "%-36s"}}# from the prior
{{- if .Classes}}

y holds an index of CLASSES for each image{{if not .Conditional}}; only prior and sample take it{{end}}.{{end}}
"""

{{.Math}}import torch
from safetensors.torch import load_file
from torch import distributions as D, nn
from torch.nn import functional as F
{{- if .Classes}}

CLASSES = {{.Classes}}{{end}}
{{- with .Class}}


{{.}}{{end}}
{{range .Networks}}

class {{.Title}}(nn.Module):
    def __init__(self):
        super().__init__()
{{- range .Modules}}
        self.{{.}}{{end}}

    def forward(self, {{.Inputs}}):
{{- range .Forward}}
        {{.}}{{end}}
{{end}}

class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
{{- range .Parameters}}
        self.{{.Name}} = nn.Parameter(torch.zeros({{.Shape}})){{end}}
{{- range .Buffers}}
        self.register_buffer("{{.Name}}", torch.zeros({{.Shape}})){{end}}

    @classmethod
    def load(cls, path=__file__.removesuffix("py") + "safetensors"):
        model = cls()
        model.load_state_dict(load_file(path))
        return model.eval()

    def encode(self, x{{.AndY}}):
        mean, logvar = self.encoder(x{{.AndOneHot}}).chunk(2, 1)
        return mean, logvar.clamp({{.MinLogVar}}, {{.MaxLogVar}})

    def likelihood(self, z{{.AndY}}):
{{- with .Params}}
        {{.}} = self.decoder(z{{$.AndOneHot}}).chunk({{$.Planes}}, 1){{end}}
        return {{.Likelihood}}

    def decode(self, z{{.AndY}}):
        return self.likelihood(z{{.AndY}}).mean

    def log_prob(self, x, z{{.AndY}}):
        return self.likelihood(z{{.AndY}}).log_prob(x).flatten(1).sum(1)

    def prior(self{{if .Conditional}}, y{{else if .ByClass}}, y=None{{end}}):
        components = {{.Components}}
{{- if .ByClass}}
        weight = {{if not .Conditional}}self.prior_weight if y is None else {{end}}self.prior_by_class[y]
        components = components.expand((*weight.shape[:-1], *components.batch_shape))
        return D.MixtureSameFamily(D.Categorical(logits=weight.log()), components)
{{- else}}
        return D.MixtureSameFamily(D.Categorical(self.prior_weight), components)
{{- end}}
{{if .Conditional}}
    def sample(self, y):
        return self.decode(self.prior(y).sample(), y)
{{- else if .ByClass}}
    def sample(self, n=1, y=None):
        return self.decode(self.prior().sample((n,)) if y is None else self.prior(y).sample())
{{- else}}
    def sample(self, n):
        return self.decode(self.prior().sample((n,)))
{{- end}}
