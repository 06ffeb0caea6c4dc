"""The peer of feature extraction: librosa, in one thread, with one spectrogram for all features.

Reads tasks as lines of JSON and answers each with a line, as test/bench/extract/protocol.ts says.
"samples" measures the features of what was decoded before; "files" measures librosa.load and the features.
"""

import json
import os
import sys
import time
import warnings

for library in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[library + "_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")

import librosa  # noqa: E402  (after the number of threads is set)
import numpy  # noqa: E402

FRAME, HOP, BANDS, COEFFICIENTS = 2048, 1024, 40, 13
decoded = {}


def load(path):
    return librosa.load(path, sr=None, mono=True)


def features(samples, rate):
    magnitude = numpy.abs(librosa.stft(samples, n_fft=FRAME, hop_length=HOP, center=False))
    mel = librosa.feature.melspectrogram(S=magnitude**2, sr=rate, n_mels=BANDS)
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=COEFFICIENTS)
    centroid = librosa.feature.spectral_centroid(S=magnitude, sr=rate)
    crossings = librosa.feature.zero_crossing_rate(samples, frame_length=FRAME, hop_length=HOP, center=False)
    return [(each.mean(axis=1), each.std(axis=1)) for each in (mfcc, centroid, crossings)], mfcc.shape[1]


def summary(path):
    (mfcc, centroid, crossings), frames = features(*load(path))
    return {
        "frames": frames,
        "centroidHz": float(centroid[0][0]),
        "crossingsPerFrame": float(crossings[0][0]) * FRAME,
        "firstMfcc": [float(value) for value in mfcc[0][:3]],
    }


def measured(task):
    is_decoded = task["work"] == "samples"
    for path in task["files"] if is_decoded else []:
        if path not in decoded:
            decoded[path] = load(path)
    audio = 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(task.get("repeats", 1)):
        for path in task["files"]:
            samples, rate = decoded[path] if is_decoded else load(path)
            features(samples, rate)
            audio += len(samples) / rate
    return {"audioS": audio, "cpuS": time.process_time() - cpu, "wallS": time.perf_counter() - wall}


for line in sys.stdin:
    task = json.loads(line)
    if task["work"] == "summaries":
        answer = {"summaries": [summary(path) for path in task["files"]]}
    else:
        answer = measured(task)
    print(json.dumps(answer), flush=True)
