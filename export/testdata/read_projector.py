"""Read the files of the Projector in a folder, and compare them with want.json."""

import csv, json, pathlib, sys

import numpy as np
from google.protobuf import text_format
from PIL import Image
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

folder = pathlib.Path(sys.argv[1])
want = json.loads((folder / "want.json").read_text())
(height, width, channels), n = want["shape"], len(want["codes"]) // 3
config = text_format.Parse((folder / "projector_config.pbtxt").read_text(), ProjectorConfig())
(embedding,) = config.embeddings
assert embedding.tensor_name == 'codes of a "b"' and list(embedding.sprite.single_image_dim) == [width, height]
codes = np.loadtxt(folder / embedding.tensor_path, delimiter="\t", dtype=np.float32)
assert np.array_equal(codes.ravel(), np.array(want["codes"], np.float32))
title, *rows = csv.reader(open(folder / embedding.metadata_path), delimiter="\t")
assert title == ["index", "file"] and rows == [[str(i), f"a b {i}.png"] for i in range(n)], rows
sprite = np.array(Image.open(folder / embedding.sprite.image_path)).reshape(-1, 4 * width, channels)
assert sprite.shape[0] == 3 * height, sprite.shape
images = np.round(255 * np.array(want["images"])).reshape(n, height, width, channels)
for i, image in enumerate(images):
    y, x = i // 4 * height, i % 4 * width
    assert np.array_equal(sprite[y:y + height, x:x + width], image), i
print(n, "points")
