"""Compare PyTorch or onnxruntime, as asked for, with the reference of each folder in the given one."""

import importlib.util, json, pathlib, sys

import numpy as np

worst = {}


def check(model, what, got, want, absolute, relative=0):
    """Fail unless all numbers are within the sum of both tolerances."""
    got = np.asarray(got)
    assert got.shape == want.shape, (model, what, got.shape, want.shape)
    error = np.abs(got.astype(np.float64) - want) / (absolute + relative * np.abs(want))
    worst[what] = max(worst.get(what, 0), error.max())
    assert error.max() <= 1, f"{model}: {what} is off by {error.max():.2f} tolerances"


def pytorch(folder, name, ref, x, y):
    import torch

    y = [torch.tensor(c) for c in y]
    spec = importlib.util.spec_from_file_location("model", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = module.VAE.load()
    with torch.no_grad():
        mean, logvar = model.encode(torch.tensor(x), *y)
        z = torch.tensor(ref["z"])
        check(name, "PyTorch mean", mean, ref["mean"], 2e-6, 1e-6)
        check(name, "PyTorch logvar", logvar, ref["logvar"], 2e-6, 1e-6)
        check(name, "PyTorch images", model.decode(z, *y), first(ref["decoded"]), 1e-5)
        check(name, "PyTorch log p(x|z)", model.log_prob(torch.tensor(x), z, *y), ref["logp"], 0, 1e-4)
        prior = model.prior(*y)
        check(name, "PyTorch log p(z)", prior.log_prob(z), ref["logprior"], 1e-5, 1e-5)
        torch.manual_seed(1)
        assert model.sample(*(y or [5])).shape == (len(x) if y else 5, *x.shape[1:])
        if not y and hasattr(model, "prior_by_class"):
            at = torch.arange(len(module.CLASSES))
            assert model.sample(y=at).shape == (len(at), *x.shape[1:])


def onnx(folder, name, ref, x, y, bytes=False):
    import onnx
    import onnxruntime

    given = {"class": y[0]} if y else {}
    sessions = {}
    for part in ["encoder", "decoder", "prior"]:
        model = onnx.load(folder / (part + ".onnx"))
        onnx.checker.check_model(model, full_check=True)
        properties = {p.key: p.value for p in model.metadata_props}
        assert properties["digest"] == ref["digest"][0]
        assert json.loads(properties["config"])["latent"] == ref["z"].shape[1]
        assert bool(y) <= ("classes" in properties)
        sessions[part] = onnxruntime.InferenceSession(model.SerializeToString())
    pixels = {"image_bytes": np.round(255 * x).astype(np.uint8)} if bytes else {"image": x}
    mean, logvar = sessions["encoder"].run(["mean", "logvar"], {**pixels, **given})
    check(name, "ONNX mean", mean, ref["mean"], 2e-6, 1e-6)
    check(name, "ONNX logvar", logvar, ref["logvar"], 2e-6, 1e-6)
    for n in [1, len(x)]:
        some = {"code": ref["z"][:n], **{k: v[:n] for k, v in given.items()}}
        params, images = sessions["decoder"].run(["params", "mean"], some)
        check(name, "ONNX images", images, first(ref["decoded"])[:n], 1e-5)
    draws(name, sessions["prior"], ref, given)
    properties = {p.key: p.value for p in onnx.load(folder / "decoder.onnx").metadata_props}
    logp = log_prob(json.loads(properties["config"]), properties, params.astype(float), x.astype(float))
    check(name, "ONNX log p(x|z)", logp, ref["logp"], 0, 1e-4)


def draws(name, session, ref, given):
    """Check codes that the prior makes of noise, of each class and of any."""
    noise, uniform = ref["noise"], np.linspace(0, 1, len(ref["noise"]), endpoint=False, dtype=np.float32)
    cases = [given]
    if ref["by_class"].size and not given:
        cases = [{"class": np.full(len(noise), -1)}, {"class": ref["class"]}]
    for of in cases:
        if of and of["class"][0] >= 0:
            weights = ref["by_class"][of["class"]]
        else:
            weights = np.broadcast_to(ref["weights"], (len(noise), ref["weights"].size))
        k = [np.searchsorted(np.cumsum(w.astype(float)), u * w.sum(), "right") for w, u in zip(weights, uniform)]
        scale = np.exp(ref["prior_logvar"] / 2) if ref["prior_logvar"].size else ref["factors"]
        distance = np.einsum("nij,nj->ni", scale[k], noise) if scale.ndim == 3 else scale[k] * noise
        (code,) = session.run(["code"], {"noise": noise, "uniform": uniform, **of})
        check(name, "ONNX draws", code, ref["prior_mean"][k] + distance, 1e-5)


def log_prob(config, properties, params, x):
    """Return log p(x|z) from the params of decoder.onnx and the metadata."""
    a, b = params[:, : x.shape[1]], params[:, x.shape[1] :]
    softplus = lambda v: np.logaddexp(0, v)
    kind, half_level = config["likelihood"], 0.5 / 255
    if kind == "bernoulli":
        t = x * a - softplus(a)
    elif kind == "continuous-bernoulli":
        l = np.maximum(np.abs(a), 1e-6)
        t = x * a - np.maximum(a, 0) - np.log(-np.expm1(-l) / l)
    elif kind == "laplace":
        s = max(float(properties["likelihood/logscale"]), np.log(half_level))
        t = -np.abs(x - a) / np.exp(s) - s - np.log(2)
    elif kind == "discretized-logistic":
        s = np.exp(np.maximum(b, -7 - np.log(2)))
        below, above = (x - a - half_level) / s, (x - a + half_level) / s
        t = -softplus(below) - softplus(-above) + np.log(-np.expm1(below - above))
        t = np.where(x == 0, -softplus(-above), np.where(x == 1, -softplus(below), t))
    else:
        learned = [float(properties["likelihood/logvar"])] if kind == "gaussian-learned" else b
        s = 2 * np.log(config["sigma"]) if kind == "gaussian" else np.maximum(learned, 2 * np.log(half_level))
        t = -0.5 * ((x - a) ** 2 / np.exp(s) + s + np.log(2 * np.pi))
    return t.sum(axis=(1, 2, 3))


def first(images):
    """Return images with their channels first."""
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


part = {"pytorch": pytorch, "onnx": onnx}[sys.argv[1]]
folders = sorted(pathlib.Path(sys.argv[2]).iterdir())
for folder in folders:
    name = bytes.fromhex(folder.name).decode()
    ref = np.load(folder / "reference.npz")
    x, conditional = first(ref["images"]), name.endswith("true") or name.startswith("conditional")
    y = [ref["class"]] if conditional else []
    part(folder, name, ref, x, y)
    if (folder / "bytes").exists():
        part(folder / "bytes", name, ref, x, y, True)
print(len(folders), "models; the largest errors, in tolerances:")
for what, error in worst.items():
    print(f"  {what}: {error:.2f}")
