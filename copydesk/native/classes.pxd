"""Classes of characters as `copydesk.characters.Class` numbers them, and what is counted besides."""

cdef enum:
    LOWER = 0
    SENTENCE_END = 1
    COLON = 2
    COMMA = 3
    CLOSING = 4
    QUOTE = 5
    OPENING = 6
    DIGIT = 7
    UPPER = 8
    LETTER = 9
    IDEOGRAPH = 10
    DASH = 11
    BULLET = 12
    MARK = 13
    PUNCTUATION = 14
    OTHER = 15
    SPACE = 16
    BREAK = 17
    CLASSES = 18

cdef enum:
    WORDS = 18
    CAPITALS = 19
    SENTENCES = 20
    TIMES = 21
    SPLIT = 22
    DECIMAL = 23
    WIDTH = 24
