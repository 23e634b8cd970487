"""The same pages through datatrove: its reader of JSON Lines, trafilatura, C4's filter and its writer.

    python bench/trove.py FOLDER OUT WORKERS

All are as they come: the extractor prefers precision and gives a page a second, the filter splits sentences
by spaCy's rules for English. A task is a file of the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


def main(folder: str, out: str, workers: str) -> None:
    """Run the pipeline."""
    steps = [JsonlReader(folder, text_key="html"), Trafilatura(), C4QualityFilter(), JsonlWriter(out)]
    tasks = len(list(Path(folder).iterdir()))
    LocalPipelineExecutor(steps, tasks, int(workers), logging_dir=f"{out}-logs").run()


if __name__ == "__main__":
    main(*sys.argv[1:])
