"""How large a table, a row and a cell may be, for whoever reads or checks one."""

#: Letters of one cell; a narrative of fifty pages.
LONGEST_CELL = 100_000
#: Letters of one row, with which a worker has to do at a time.
LONGEST_ROW = 1_000_000
#: Letters of all cells together: a few kilobytes of a spreadsheet can say the same long
#: text in every cell. A CSV of the largest size has half as many.
MOST_LETTERS = 100_000_000
