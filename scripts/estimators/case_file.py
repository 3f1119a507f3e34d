"""One file for all recordings of a case: the same inputs and the same answers are written once."""

import json
from pathlib import Path
from typing import Any, Dict, List


class CaseFile:
    """test/fixtures/estimators/<family>/<case>/recordings.json

    {"inputs": {name: input}, "recordings": {tag: {…, "answers": index}}, "answers": [[case, …], …]}

    where a case is {"name", "answers"}, with an "input" of its own where that differs from the
    shared one of that name. Most versions of a library answer alike, and then share one list.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        known = json.loads(path.read_text()) if path.exists() else {}
        self.inputs: Dict[str, Any] = known.get("inputs", {})
        answers = known.get("answers", [])
        self.recordings: Dict[str, Dict[str, Any]] = {
            tag: {**recording, "answers": answers[recording["answers"]]}
            for tag, recording in known.get("recordings", {}).items()
        }

    def put(self, tag: str, recording: Dict[str, Any], cases: List[Dict[str, Any]]) -> None:
        for case in cases:
            if self.inputs.setdefault(case["name"], case.get("input")) == case.get("input"):
                del case["input"]
        self.recordings[tag] = {**recording, "answers": cases}

    def write(self) -> None:
        answers: List[str] = []
        recordings = []
        for tag, recording in sorted(self.recordings.items()):
            text = ",\n".join(compact(case) for case in recording["answers"])
            if text not in answers:
                answers.append(text)
            head = {**recording, "answers": answers.index(text)}
            recordings.append(f"{json.dumps(tag)}:{compact(head)}")
        inputs = [f"{json.dumps(name)}:{compact(data)}" for name, data in self.inputs.items()]
        lists = [f"[\n{text}\n]" for text in answers]
        self.path.write_text(
            '{"inputs":{\n' + ",\n".join(inputs) + '\n},\n"recordings":{\n' + ",\n".join(recordings)
            + '\n},\n"answers":[\n' + ",\n".join(lists) + "\n]}\n"
        )


def compact(data: object) -> str:
    return json.dumps(data, separators=(",", ":"), allow_nan=False)
