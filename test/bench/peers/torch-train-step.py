"""The training step of the bench in plain PyTorch. Prints one JSON object.
Two variants of one step (forward, cross-entropy, backward, Adam), same shapes, no dropout:
  stock       nn.TransformerEncoder and nn.TransformerDecoder as they come, cross-attention to the one token
  same-graph  the function of models/video-token/model.ts, parameter for parameter, gradient clipping included
Usage: OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=2 /usr/bin/python3 torch-train-step.py '<shape as JSON>' [variant ...]
"""
import json
import math
import re
import resource
import statistics
import sys
import time
import torch
from torch import nn
from torch.nn import functional as F
shape, variants = json.loads(sys.argv[1]), sys.argv[2:] or ["stock", "same-graph"]
BATCH, TOKENS, FEATURES = shape["batch"], shape["featureTokens"], shape["featureWidth"]
WIDTH, HEADS, HIDDEN = shape["width"], shape["heads"], shape["hidden"]
ENCODER, DECODER, TIMES = shape["encoderLayers"], shape["decoderLayers"], shape["timeFeatures"]
WORDS, VOCABULARY = shape["words"], shape["vocabulary"]
torch.set_num_threads(shape["threads"])
torch.manual_seed(shape["seed"])


class Stock(nn.Module):
    def __init__(self):
        super().__init__()
        layer = dict(nhead=HEADS, dim_feedforward=HIDDEN, dropout=0.0, batch_first=True)
        self.project = nn.Linear(FEATURES, WIDTH)
        self.summary = nn.Parameter(0.02 * torch.randn(1, 1, WIDTH))
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(WIDTH, **layer), ENCODER)
        self.condense = nn.Linear(2 * WIDTH, WIDTH)
        self.word, self.position = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(WORDS, WIDTH)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(WIDTH, **layer), DECODER)
        self.output = nn.Linear(WIDTH, VOCABULARY)
        self.register_buffer("mask", torch.full((WORDS, WORDS), float("-inf")).triu(1))

    def encode(self, features, times):
        rows = torch.cat([self.summary.expand(len(features), -1, -1), self.project(features)], 1)
        rows = self.encoder(rows)  # [batch, 1 + tokens, width]
        return self.condense(torch.cat([rows[:, 1:].mean(1), rows[:, 0]], 1))  # [batch, width]

    def forward(self, features, times, words):
        rows = self.word(words) + self.position.weight  # [batch, words, width]
        token = self.encode(features, times)[:, None]
        return self.output(self.decoder(rows, token, tgt_mask=self.mask))


class Block(nn.Module):
    """Pre-norm self-attention, then (decoder) one linear map of the token, then squared-ReLU feed-forward."""

    def __init__(self, decoder):
        super().__init__()
        self.attention_norm, self.feed_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention_in, self.attention_out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.cross = nn.Linear(WIDTH, WIDTH) if decoder else None
        self.feed_in, self.feed_out = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)

    def forward(self, rows, mask=None, token=None):
        batch, length, _ = rows.shape
        projected = self.attention_in(self.attention_norm(rows)).view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = projected.permute(2, 0, 3, 1, 4)  # [batch, heads, length, width / heads]
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
        weights = torch.softmax(scores if mask is None else scores + mask, -1)
        rows = rows + self.attention_out((weights @ value).transpose(1, 2).reshape(batch, length, WIDTH))
        if token is not None:
            rows = rows + self.cross(token)[:, None]
        return rows + self.feed_out(torch.relu(self.feed_in(self.feed_norm(rows))).square())


class SameGraph(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(FEATURES, WIDTH)
        self.summary = nn.Parameter(0.02 * torch.randn(1, 1, WIDTH))
        self.modality = nn.Embedding(shape["modalities"], WIDTH)
        self.time = nn.Linear(TIMES, WIDTH, bias=False)
        self.encoder = nn.Sequential(*(Block(False) for _ in range(ENCODER)))
        self.encoder_norm = nn.LayerNorm(WIDTH)
        self.condense = nn.Linear(2 * WIDTH, WIDTH)
        self.word, self.position = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(WORDS, WIDTH)
        self.decoder = nn.ModuleList(Block(True) for _ in range(DECODER))
        self.decoder_norm = nn.LayerNorm(WIDTH)
        self.output = nn.Linear(WIDTH, VOCABULARY)
        for table in (self.modality, self.word, self.position, self.output):
            nn.init.normal_(table.weight, std=0.02)
        self.register_buffer("kinds", torch.tensor([shape["modalities"] - 1] + [0] * TOKENS))
        self.register_buffer("mask", torch.full((WORDS, WORDS), -1e9).triu(1))
        self.register_buffer("mean_token", torch.zeros(WIDTH))

    def encode(self, features, times):
        rows = torch.cat([self.summary.expand(len(features), -1, -1), self.project(features)], 1)
        rows = rows + self.modality(self.kinds) + self.time(times)
        rows = self.encoder_norm(self.encoder(rows))
        return self.condense(torch.cat([rows[:, 1:].mean(1), rows[:, 0]], 1))

    def forward(self, features, times, words):
        token = F.normalize(self.encode(features, times) - self.mean_token) * math.sqrt(WIDTH)
        rows = self.word(words) + self.position.weight
        for block in self.decoder:
            rows = block(rows, self.mask, token)
        return self.output(self.decoder_norm(rows))


def timed(work, count):
    def once():
        start = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - start)
    return [once() for _ in range(count)]


def blas():
    """File of the library that multiplies matrices: the reference one is twenty times slower than OpenBLAS."""
    files = {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
    named = [f for f in sorted(files) if re.search(r"openblas|blis|atlas|mkl_rt", f)]
    return (named or [f for f in sorted(files) if "blas" in f] or ["unknown"])[0]


def measure(name):
    model = {"stock": Stock, "same-graph": SameGraph}[name]()
    optimizer = torch.optim.Adam(model.parameters(), lr=shape["learningRate"])
    features, times = torch.randn(BATCH, TOKENS, FEATURES), torch.randn(BATCH, 1 + TOKENS, TIMES)
    words, targets = torch.randint(5, VOCABULARY, (2, BATCH, WORDS))
    loss_of = lambda: F.cross_entropy(model(features, times, words).view(-1, VOCABULARY), targets.view(-1))
    losses = []
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        if name == "same-graph":
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())

    timed(step, shape["warmUpSteps"])
    started = time.process_time()
    steps, cpu = timed(step, shape["steps"]), time.process_time() - started
    with torch.no_grad():
        forward = timed(lambda: loss_of().item(), shape["steps"])
    left, right = torch.randn(BATCH * WORDS, WIDTH), torch.randn(WIDTH, HIDDEN)
    product = statistics.median(timed(lambda: left @ right, 30)[10:])
    return {"parameters": sum(p.numel() for p in model.parameters()), "losses": [losses[0], losses[-1]],
            "stepMilliseconds": steps, "forwardMilliseconds": forward, "cpuMillisecondsPerStep": 1000 * cpu / len(steps),
            "productGigaflops": 2 * BATCH * WORDS * WIDTH * HIDDEN / product / 1e6,
            "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}

sides = {name: measure(name) for name in variants}
print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "blas": blas(), "variants": sides}))
