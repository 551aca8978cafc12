"""Four kana for each number: unlike for unlike numbers below WORDS. The SQL of `seed_growth` says the same."""

KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
WORDS = len(KANA) ** 4
MIXER = 2_654_435_761


def word_of(number: int) -> str:
    """The reading of the place with this number."""
    mixed, letters = number * MIXER % WORDS, []
    for _ in range(4):
        mixed, at = divmod(mixed, len(KANA))
        letters.append(KANA[at])
    return "".join(letters)
