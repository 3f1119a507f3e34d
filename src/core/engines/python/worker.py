"""mlinvoke's Python worker: loads one MLflow model, then answers one request at a time.

Called as `python -u -c <this text> <model folder>`. Requests come on standard input, replies go to
standard output; whatever the model prints goes to standard error instead. A frame is the header's
length and the body's length (two unsigned 32-bit integers, big-endian), the header as JSON, and
the body's bytes. The worker, and all that the model started, ends when its owner does or lets go.
"""

import sys

# `-c` puts the working directory first; there its files could shadow modules of the environment.
if sys.path and sys.path[0] == "":
    sys.path.append(sys.path.pop(0))

import functools
import importlib
import json
import os
import queue
import signal
import struct
import threading
import time
import traceback


LIFELINE = 3  # a pipe on which nothing is ever sent: it closes when the owner ends or lets go


def start_guardian():
    """Forks a small process that outlives this one: when the lifeline closes, it ends the group.

    It ends the worker even while native code holds Python's lock, and the processes that the model
    has started even when the worker is gone. Windows has no groups; there the owner ends the tree.
    """
    if not hasattr(os, "fork") or os.getpgrp() != os.getpid():
        return
    group = os.getpid()
    child = os.fork()
    if child == 0:
        # Forked twice, so that the model's own os.wait() never sees the guardian.
        if os.fork() == 0:
            guard(group)
        os._exit(0)
    os.waitpid(child, 0)
    os.close(LIFELINE)


def guard(group):
    try:
        os.setsid()
        for descriptor in (0, 1, 2):
            os.close(descriptor)
        while os.read(LIFELINE, 1):
            pass
    finally:
        end_group(group)
        os._exit(0)


def end_group(group):
    """Asks politely first; whatever is there a second later is killed."""
    try:
        os.killpg(group, signal.SIGTERM)
        for _ in range(50):
            time.sleep(0.02)
            os.killpg(group, 0)
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass  # nothing is left


def die_with_parent():
    """Linux: should the guardian itself have been killed, the kernel still ends this process."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except Exception as error:
        print(f"mlinvoke worker: no parent-death signal ({error})", file=sys.stderr)


def take_pipes():
    """Moves the pipes to descriptors that the model neither prints to, reads from, nor inherits."""
    requests, replies = os.dup(0), os.dup(1)
    if os.name == "nt":
        import msvcrt

        msvcrt.setmode(requests, os.O_BINARY)
        msvcrt.setmode(replies, os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(requests, "rb"), os.fdopen(replies, "wb")


def read_exactly(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def read_frames(stream, frames):
    try:
        while True:
            header_size, body_size = struct.unpack(">II", read_exactly(stream, 8))
            header = json.loads(read_exactly(stream, header_size))
            frames.put((header, read_exactly(stream, body_size)))
    except BaseException:
        os._exit(0)


def write_frame(stream, header, body=b""):
    data = json.dumps(header).encode("utf-8")
    stream.write(struct.pack(">II", len(data), len(body)) + data + body)
    stream.flush()


def describe(error):
    """What the other side needs for a sentence: the error's last line and a missing module."""
    line = traceback.format_exception_only(type(error), error)[-1].strip()
    missing = None
    seen = set()
    cause = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, ModuleNotFoundError) and cause.name:
            missing = cause.name
        cause = cause.__cause__ or cause.__context__
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"error": line, "missingModule": missing, "traceback": trace}


def load(folder):
    """The model and its input schema, as mlflow.pyfunc.scoring_server.app and init() have them."""
    server = importlib.import_module("mlflow.pyfunc.scoring_server")
    load_model = importlib.import_module("mlflow.pyfunc").load_model
    config = os.environ.get("SERVING_MODEL_CONFIG")
    if config:
        model = load_model(folder, model_config=json.loads(config))
    else:
        model = load_model(folder)
    os.environ["_MLFLOW_IS_IN_SERVING_ENVIRONMENT"] = "true"
    return server, model, model.metadata.get_input_schema()


def count_rows(data):
    """How many rows a model is asked about, as countRows in count-rows.ts; None for a chat."""
    if isinstance(data, dict):
        first = next(iter(data.values()), None)
        shape = getattr(first, "shape", ())
        return shape[0] if len(shape) > 0 else None
    shape = getattr(data, "shape", None)  # a frame, a series, an array, a sparse matrix
    if shape is not None:
        return shape[0] if len(shape) > 0 else 1
    return len(data) if isinstance(data, list) else None


class RowCounter:
    """Stands before the function that PyFuncModel.predict hands the checked input to."""

    def __init__(self, model):
        self.rows = None
        predict = getattr(model, "_predict_fn", None)
        if predict is None:
            return  # a version of MLflow without it: rows stay unknown

        @functools.wraps(predict)  # MLflow looks whether the function takes params
        def counting(data, *args, **kwargs):
            try:
                self.rows = int(count_rows(data))
            except Exception:
                self.rows = None  # of a kind that has none
            return predict(data, *args, **kwargs)

        model._predict_fn = counting


def without_nan(text):
    """Python's json writes NaN and Infinity, which are not JSON; every one becomes null."""
    if "NaN" not in text and "Infinity" not in text:
        return text
    return json.dumps(json.loads(text, parse_constant=lambda name: None))


def answer(loaded, content_type, body, nan_literals):
    """Status, media type and text as the scoring server's own door gives them."""
    from mlflow.exceptions import MlflowException

    server, model, schema = loaded
    if not hasattr(server, "CONTENT_TYPE_PARQUET"):
        # Until Parquet came, invocations() took text; it needs Flask's request for a refusal.
        if content_type.split(";")[0].strip() not in server.CONTENT_TYPES:
            types = ", ".join(server.CONTENT_TYPES)
            refusal = f"This MLflow supports the content types {types}. Got '{content_type}'."
            return 415, "text/plain", refusal
        body = body.decode("utf-8")
    try:
        response, status, media_type = server.invocations(body, content_type, model, schema)
    except MlflowException as error:
        return error.get_http_status_code(), "application/json", error.serialize_as_json()
    is_kept = status != 200 or nan_literals
    return status, media_type, response if is_kept else without_nan(response)


def serve(frames, replies, loaded):
    counter = RowCounter(loaded[1])
    while True:
        header, body = frames.get()
        started = time.perf_counter()
        counter.rows = None
        try:
            status, media_type, text = answer(
                loaded, header["contentType"], body, header.get("nanLiterals", False)
            )
            reply = {"event": "reply", "id": header["id"], "status": status}
            reply["contentType"] = media_type
            reply["rows"] = counter.rows if status == 200 else None
            reply["milliseconds"] = (time.perf_counter() - started) * 1000
            body = text.encode("utf-8")
        except BaseException as error:
            reply, body = {"event": "error", "id": header["id"], **describe(error)}, b""
        write_frame(replies, reply, body)


def main():
    start_guardian()
    die_with_parent()
    requests, replies = take_pipes()
    frames = queue.Queue()
    threading.Thread(target=read_frames, args=(requests, frames), daemon=True).start()
    try:
        loaded = load(sys.argv[1])
    except BaseException as error:
        write_frame(replies, {"event": "failed", **describe(error)})
        os._exit(1)
    write_frame(replies, {"event": "ready"})
    serve(frames, replies, loaded)


if __name__ == "__main__":
    main()
