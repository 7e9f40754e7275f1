"""The recommender bench in plain PyTorch, in the manner of MMRec. Prints one JSON object.
One LightGCN step (forward, BPR, L2 of the rows of the batch, backward, Adam) with torch.sparse.mm, the sparse product
alone, an epoch with negatives drawn user by user in Python as MMRec's data loader does, and the full ranking of all test
users: dense scores of 4,096 users at once, train items set to -1e10, topk, then the metrics as its evaluator has them.
Usage: OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=2 /usr/bin/python3 torch-recommend.py '<shape as JSON>'
"""
import json
import random
import re
import resource
import sys
import time
import numpy as np
import torch
from torch.nn import functional as F
shape = json.loads(sys.argv[1])
USERS, ITEMS, WIDTH, LAYERS = shape["users"], shape["items"], shape["width"], shape["layers"]
BATCH, DEPTH, CUTOFFS = shape["batch"], shape["depth"], shape["cutoffs"]
EVALUATED_AT_ONCE = 4096
torch.set_num_threads(shape["threads"])
torch.manual_seed(shape["seed"])
random.seed(shape["seed"])
np.random.seed(shape["seed"])
read = lambda name: np.fromfile(f"{shape['folder']}/{name}.i32", "<i4").astype(np.int64).reshape(-1, 2)
train, test = read("train"), read("test")


def adjacency():
    """D^-1/2 A D^-1/2 of users, then items."""
    rows = np.concatenate([train[:, 0], train[:, 1] + USERS])
    columns = np.concatenate([train[:, 1] + USERS, train[:, 0]])
    degrees = np.bincount(rows, minlength=USERS + ITEMS)
    values = (1 / np.sqrt(degrees[rows] * degrees[columns])).astype(np.float32)
    return torch.sparse_coo_tensor(np.stack([rows, columns]), values, (USERS + ITEMS, USERS + ITEMS)).coalesce()


class LightGcn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        start = lambda rows: torch.nn.Parameter(torch.nn.init.xavier_uniform_(torch.empty(rows, WIDTH)))
        self.users, self.items, self.graph = start(USERS), start(ITEMS), adjacency()

    def forward(self):
        rows = torch.cat([self.users, self.items])
        layers = [rows]
        for _ in range(LAYERS):
            rows = torch.sparse.mm(self.graph, rows)
            layers.append(rows)
        return torch.split(torch.stack(layers, 1).mean(1), [USERS, ITEMS])

    def loss(self, users, positives, negatives):
        all_users, all_items = self.forward()
        rows = all_users[users]
        margin = (rows * all_items[positives]).sum(1) - (rows * all_items[negatives]).sum(1)
        first = (self.users[users], self.items[positives], self.items[negatives])
        penalty = sum(row.pow(2).sum() for row in first) / (2 * len(users))
        return -F.logsigmoid(margin).mean() + shape["regularisation"] * penalty


model = LightGcn()
optimizer = torch.optim.Adam(model.parameters(), lr=shape["learningRate"])
histories = {user: set() for user in range(USERS)}
for user, item in train.tolist():
    histories[user].add(item)
every_item = list(range(ITEMS))


def negatives_of(users):
    drawn = []
    for user in users:
        item = random.sample(every_item, 1)[0]
        while item in histories[user]:
            item = random.sample(every_item, 1)[0]
        drawn.append(item)
    return torch.tensor(drawn)


def step(users, positives, negatives):
    optimizer.zero_grad()
    loss = model.loss(users, positives, negatives)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())


def sampled(pairs):
    return torch.from_numpy(pairs[:, 0]), torch.from_numpy(pairs[:, 1]), negatives_of(pairs[:, 0].tolist())


def epoch():
    order = np.random.permutation(train)
    for start in range(0, len(order), BATCH):
        step(*sampled(order[start:start + BATCH]))


evaluated = np.unique(test[:, 0])
liked = [test[test[:, 0] == user, 1] for user in evaluated]
totals = np.asarray([len(items) for items in liked])


@torch.no_grad()
def ranking():
    lists = []
    for start in range(0, len(evaluated), EVALUATED_AT_ONCE):
        users = evaluated[start:start + EVALUATED_AT_ONCE]
        all_users, all_items = model.forward()
        scores = torch.matmul(all_users[torch.from_numpy(users)], all_items.T)
        scores[mask_rows[start], mask_items[start]] = -1e10
        lists.append(torch.topk(scores, DEPTH, dim=-1)[1])
    return torch.cat(lists).numpy()


mask_rows, mask_items = {}, {}
for start in range(0, len(evaluated), EVALUATED_AT_ONCE):
    masked = [(row, item) for row, user in enumerate(evaluated[start:start + EVALUATED_AT_ONCE].tolist())
              for item in histories[user]]
    mask_rows[start], mask_items[start] = (torch.tensor(part) for part in zip(*masked))


def evaluation():
    """Every place of every list is looked up in the user's array of items; each metric is a [users, depth] matrix."""
    hits = np.asarray([[item in liked[row] for item in places] for row, places in enumerate(ranking())])
    ranks = np.arange(1, DEPTH + 1)
    found, gains = hits.cumsum(1), np.cumsum(hits / np.log2(ranks + 1), 1)
    precision, lengths = found / ranks, np.minimum(totals, DEPTH)
    ideal = np.tile(np.cumsum(1 / np.log2(ranks + 1)), (len(totals), 1))
    divisors = np.tile(ranks, (len(totals), 1))
    for row, length in enumerate(lengths):
        ideal[row, length:], divisors[row, length:] = ideal[row, length - 1], length
    means = {"recall": found / totals[:, None], "precision": precision, "ndcg": gains / ideal,
             "map": np.cumsum(precision * hits, 1) / divisors}
    for name, values in means.items():
        metrics.update({f"{name}@{cutoff}": float(values[:, cutoff - 1].mean()) for cutoff in CUTOFFS})


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


losses, metrics = [], {}
batch = sampled(np.random.permutation(train)[:BATCH])
timed(lambda: step(*batch), shape["warmUpSteps"])
started = time.process_time()
steps, cpu = timed(lambda: step(*batch), shape["steps"]), time.process_time() - started
epochs = timed(epoch, 2)
dense = torch.randn(USERS + ITEMS, WIDTH)
product = lambda: torch.sparse.mm(model.graph, dense)
timed(product, 5)
products = timed(product, shape["steps"])
timed(evaluation, 1)
gallery, vector = torch.randn(shape["galleryVideos"], shape["tokenWidth"]), torch.randn(shape["tokenWidth"])
nearest = lambda: torch.topk(gallery @ vector, shape["recommended"] + shape["watches"])
timed(nearest, 5)
print(json.dumps({
    "version": torch.__version__, "threads": torch.get_num_threads(), "blas": blas(),
    "stepMilliseconds": steps, "cpuMillisecondsPerStep": 1000 * cpu / len(steps),
    "sparseProductMilliseconds": products, "epochMilliseconds": epochs,
    "evaluationMilliseconds": timed(evaluation, 3), "rankingMilliseconds": timed(ranking, 3),
    "evaluatedUsers": len(evaluated), "recallAt20": metrics["recall@20"],
    "userVectorMilliseconds": timed(nearest, shape["steps"]),
    "losses": [losses[0], losses[-1]],
    "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
