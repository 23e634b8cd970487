SPACES: int
OTHERS: int

def spare(value: str) -> int: ...
