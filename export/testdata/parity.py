"""Compare PyTorch and onnxruntime with the reference of each folder in the given one."""

import importlib.util, json, pathlib, sys

import numpy as np
import onnx
import onnxruntime
import torch

worst = {}


def check(model, what, got, want, absolute, relative=0):
    """Fail unless all numbers are within the sum of both tolerances."""
    got = got.detach().numpy() if isinstance(got, torch.Tensor) else got
    assert got.shape == want.shape, (model, what, got.shape, want.shape)
    error = np.abs(got.astype(np.float64) - want) / (absolute + relative * np.abs(want))
    worst[what] = max(worst.get(what, 0), error.max())
    assert error.max() <= 1, f"{model}: {what} is off by {error.max():.2f} tolerances"


def pytorch(folder, name, ref, x, y):
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


def onnx_(folder, name, ref, x, y, bytes=False):
    given = {"class": y[0].numpy()} if y else {}
    sessions = {}
    for part in ["encoder", "decoder"]:
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
        assert params.shape[0] == n and params.shape[2:] == x.shape[2:]
        check(name, "ONNX images", images, first(ref["decoded"])[:n], 1e-5)


def first(images):
    """Return images with their channels first."""
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


folders = sorted(pathlib.Path(sys.argv[1]).iterdir())
for folder in folders:
    name = bytes.fromhex(folder.name).decode()
    ref = np.load(folder / "reference.npz")
    x = first(ref["images"])
    conditional = name.endswith("true") or name.startswith("conditional")
    y = [torch.tensor(ref["class"])] if conditional else []
    pytorch(folder, name, ref, x, y)
    onnx_(folder, name, ref, x, y)
    if (folder / "bytes").exists():
        onnx_(folder / "bytes", name, ref, x, y, True)
print(len(folders), "models; the largest errors, in tolerances:")
for what, error in worst.items():
    print(f"  {what}: {error:.2f}")
