NOTHING: int
TAGS: int
DEPTH: int
ATTRIBUTES: int

def flood(data: bytes, most_tags: int, most_depth: int, most_attributes: int) -> tuple[int, int]: ...
