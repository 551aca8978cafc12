"""Plain Japanese: western years, twelve hours with morning and afternoon, furigana on each kanji."""

DATE_FORMAT = "Y{年|ねん}n{月|がつ}j{日|にち}"
TIME_FORMAT = "A g:i"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
YEAR_MONTH_FORMAT = "Y{年|ねん}n{月|がつ}"
MONTH_DAY_FORMAT = "n{月|がつ}j{日|にち}"
SHORT_DATE_FORMAT = "Y/n/j"
SHORT_DATETIME_FORMAT = "Y/n/j A g:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
