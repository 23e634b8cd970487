"""Compile `copydesk/native/*.pyx` when the package is built: into a wheel, or beside a checkout's sources."""

from __future__ import annotations

import hashlib
import sys
import sysconfig
from pathlib import Path
from typing import Any

import Cython
from Cython.Build import cythonize
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension

NATIVE = Path("copydesk/native")
# Sums must come out the same on every machine: no fused multiply-add, no reordering.
FLAGS = [] if sys.platform == "win32" else ["-O3", "-g0", "-ffp-contract=off", "-fno-fast-math"]


class CompileNative(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        home = Path(self.root)
        sources = sorted((home / NATIVE).glob("*.pyx"))
        built = Path(_compiled(home, sources))
        suffix = sysconfig.get_config_var("EXT_SUFFIX")
        target = home / NATIVE if version == "editable" else built
        for source in sources:
            name = f"{source.stem}{suffix}"
            if target != built:
                (target / name).unlink(missing_ok=True)
                (built / name).replace(target / name)
            build_data["force_include"][str(target / name)] = f"{NATIVE}/{name}"
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def _compiled(home: Path, sources: list[Path]) -> str:
    """The folder with a module for each source."""
    settings: Any = {"extra_compile_args": FLAGS, "include_dirs": [str(NATIVE)]}
    modules = [
        Extension(f"copydesk.native.{source.stem}", [str(source.relative_to(home))], **settings)
        for source in sources
    ]
    made_by = f"{Cython.__version__} {sys.version} {Path(__file__).read_text('utf-8')}"
    work = home / "build" / "native" / hashlib.sha256(made_by.encode()).hexdigest()[:16]
    found = cythonize(modules, build_dir=str(work), language_level=3, quiet=True)
    command: Any = Distribution({"ext_modules": found}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(work / "lib"), str(work / "temp")
    command.parallel = True
    command.ensure_finalized()
    command.run()
    return str(work / "lib" / NATIVE)
