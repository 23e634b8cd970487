"""The hot loops, compiled: what looks at each character, block, node or weight of every page.

Each module is one `.pyx` with its annotations in a `.pyi` beside it, and is built by `hatch_build.py`.
"""
