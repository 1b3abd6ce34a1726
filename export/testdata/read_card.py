"""Parse the model card in a folder, and run the Python in it if there is PyTorch."""

import importlib.util, os, pathlib, re, sys, warnings

from huggingface_hub import ModelCard

warnings.simplefilter("error")
os.chdir(sys.argv[1])
card = ModelCard.load("README.md")
results = card.data.eval_results
assert [(r.metric_type, r.metric_value) for r in results] == [("nelbo", 98.1234), ("kl", 1)], results
assert results[0].metric_name == "−ELBO, nats per image, ± 0.100", results[0].metric_name
assert {(r.dataset_name, r.dataset_split) for r in results} == {("no: yes", "test")}
assert card.data.model_name == 'a: "b" | \\N{}""" #c\ufffd' and card.data.library_name == "pytorch"
rows = [re.split(r"(?<!\\)\|", line) for line in card.text.splitlines() if line.startswith("|")]
assert all(len(r) == 6 for r in rows[:5]) and all(len(r) == 4 for r in rows[5:]), rows
assert all(pathlib.Path(name).exists() for name in ["samples.png", "config.json", "encoder.onnx", "decoder.onnx"])
if importlib.util.find_spec("torch"):
    sys.path.insert(0, ".")
    exec(re.search("```python\n(.*?)```", card.text, re.S)[1])
    assert images.shape[0] == mean.shape[0]
print(len(results), "results")
