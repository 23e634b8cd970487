"""A process that cleans one document after another for a worker, so that a document kills nobody else.

    python -m copydesk.alone

Each request and answer is a line of JSON; a document's bytes follow its line.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from typing import IO, Any

import orjson

from copydesk import desk, guard
from copydesk.document import Given, RawDocument, Reason
from copydesk.errors import PassingError, RejectedError
from copydesk.formats.framing import Passed
from copydesk.limits import Limits
from copydesk.plan import Shard

_NO_MEMORY = 3
_ATTEMPTS = 2


class Alone:
    """The helper of a worker: started when it is first needed, and again when a document has killed it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def clean(self, raw: RawDocument, shard: Shard) -> desk.Finished | Passed:
        """Clean a document; one that kills the helper, and then a fresh one, is quarantined."""
        ended = 0
        for attempt in range(_ATTEMPTS):
            if attempt:
                self.end()
            answer, ended = self._ask(raw, shard)
            if answer is not None:
                return _finished(answer, raw, shard)
        return desk.refused(raw, _verdict(ended, shard.limits), shard)

    def end(self) -> None:
        """Let the helper go."""
        process, self._process = self._process, None
        if process is None or process.stdin is None or process.stdout is None:
            return
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.kill()
        process.wait()

    def _ask(self, raw: RawDocument, shard: Shard) -> tuple[dict[str, Any] | None, int]:
        if self._process is None:
            command = [sys.executable, "-m", "copydesk.alone"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(_request(raw, shard) + raw.data)
            process.stdin.flush()
        line = process.stdout.readline()
        if line.endswith(b"\n"):
            return orjson.loads(line), 0
        self._process = None
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        return None, process.wait()


def _request(raw: RawDocument, shard: Shard) -> bytes:
    asked = {
        "raw": {**asdict(replace(raw, data=b"")), "data": len(raw.data)},
        "shard": shard.name,
        "limits": asdict(shard.limits),
    }
    return orjson.dumps(asked, option=orjson.OPT_APPEND_NEWLINE)


def _finished(answer: dict[str, Any], raw: RawDocument, shard: Shard) -> desk.Finished | Passed:
    if "passing" in answer:
        raise PassingError(shard.name, answer["passing"])
    if "passed" in answer:
        return Passed(answer["passed"])
    return desk.Finished(answer["row"], answer["ledger"], answer["refused"], len(raw.data))


def _verdict(ended: int, limits: Limits) -> RejectedError:
    if -ended in guard.TIME_SIGNALS:
        seconds = f"{limits.document_seconds:g} seconds of processor time"
        return RejectedError(Reason.TIMEOUT, f"cleaning it took more than {seconds}, twice")
    if ended == _NO_MEMORY:
        size = f"{limits.document_memory:,} bytes of memory"
        return RejectedError(Reason.CRASHED, f"cleaning it took more than {size}, twice")
    how = signal.Signals(-ended).name if ended < 0 else f"exit code {ended}"
    return RejectedError(Reason.CRASHED, f"cleaning it ended its process twice, by {how}")


def _serve(asked: IO[bytes], answers: IO[bytes]) -> int:
    """Answer until nobody asks any more."""
    import copydesk.clean  # noqa: F401 - importing it is nothing that counts for the first document

    armed = False
    while line := asked.readline():
        request = orjson.loads(line)
        given = request["raw"].pop("given")
        given["authors"] = tuple(given["authors"])
        data = asked.read(request["raw"].pop("data"))
        raw = RawDocument(data=data, given=Given(**given), **request["raw"])
        shard = Shard(request["shard"], (), Limits(**request["limits"]))
        if not armed:
            guard.arm(shard.limits.document_memory)
            armed = True
        answer = _answer(raw, shard)
        if answer is None:
            return _NO_MEMORY
        answers.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
        answers.flush()
    return 0


def _answer(raw: RawDocument, shard: Shard) -> dict[str, Any] | None:
    try:
        with guard.time_limit(shard.limits.document_seconds):
            found = desk.clean_record(raw, shard)
    except MemoryError:
        return None
    except PassingError as error:
        return {"passing": error.message}
    return {"passed": found.reason} if isinstance(found, Passed) else asdict(found)


if __name__ == "__main__":
    sys.exit(_serve(sys.stdin.buffer, sys.stdout.buffer))
