"""Count what TensorBoard finds in the event files of each given folder, of five epochs."""

import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2

for folder in sys.argv[1:]:
    events = EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0}).Reload()
    tags = events.Tags()
    assert set(tags["scalars"]) == {"train/nelbo", "lr"} and tags["images"] == ["samples"], tags
    nelbo = events.Scalars("train/nelbo")
    assert [e.step for e in nelbo] == [10, 20, 30, 40, 50], [e.step for e in nelbo]
    assert all(abs(e.value - 1000 / e.step) < 1e-4 for e in nelbo)
    assert [e.wall_time - nelbo[0].wall_time for e in nelbo] == [0, 60, 120, 180, 240]
    images = events.Images("samples")
    assert [(e.step, e.width, e.height) for e in images] == [(10 * i, 4, 3) for i in range(1, 6)]
    content = events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    settings = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info.hparams
    assert settings["lr"].number_value == 0.001 and settings["net"].string_value == "mlp:400"
    assert settings["conditional"].bool_value and settings["hidden"].string_value == "[1 2]"
    print(folder, len(nelbo), "steps,", len(images), "pictures")
