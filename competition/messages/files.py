"""Sentences about files that people hand in: what kind, how large, which columns."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "file_empty": N_("The file is empty. Choose the file that holds your table."),
    "file_too_large": N_("The file is larger than %(limit)s MB. Remove pictures and unused sheets, or split it."),
    "file_too_large_inside": N_(
        "Unpacked, the file is larger than %(limit)s MB. Copy the table into a new file and try again."
    ),
    "file_is_html": N_("This is a web page, not a spreadsheet. Open it and save it as XLSX or CSV."),
    "file_wrong_type": N_("This is not a spreadsheet (found: %(found)s). Save the table as XLSX, ODS, XLS or CSV."),
    "file_broken": N_("The file is damaged and cannot be read. Open it in your spreadsheet program and save it again."),
    "file_protected": N_("The file is protected by a password. Save it without a password and try again."),
    "table_too_large": N_(
        "The table reaches to row %(rows)s and column number %(columns)s; at most %(max_rows)s rows and "
        "%(max_columns)s columns are read. Delete stray cells far from the table, or split the file."
    ),
    "cell_too_long": N_("A cell holds more than %(limit)s characters. Shorten it and try again."),
    "text_too_long": N_(
        "A text is longer than the %(limit)s characters that a cell holds. Shorten it before exporting."
    ),
    "encoding_unknown": N_(
        "The file is not in Unicode. Say which encoding it uses (%(choices)s), or save it as CSV UTF-8."
    ),
    "encoding_wrong": N_("The file is not written in %(encoding)s. Choose another encoding, or save it as CSV UTF-8."),
    "table_empty": N_("The table has no rows. Fill it in and try again."),
    "headings_unknown": N_("No row of headings was found. The first row needs these headings: %(expected)s."),
    "column_missing": N_('The column "%(heading)s" is missing. Add it to the row of headings.'),
    "column_twice": N_('The column "%(heading)s" stands there twice. Keep one of them.'),
    "column_unknown": N_('The column "%(heading)s" is not known and was not read. Rename it if it matters.'),
    "cell_empty": N_('The cell under "%(heading)s" is empty. Fill it in.'),
    "yes_or_no_unknown": N_('"%(found)s" is neither yes nor no. Write "yes", or leave the cell empty.'),
    "sheets_too_many": N_("The file has more than %(limit)s sheets. Copy the one with your table into a new file."),
    "quote_open": N_(
        "In line %(line)s a quotation mark opens and is not closed, so the cells after it cannot be told apart. Close "
        "or remove it."
    ),
    "sheet_hidden_read": N_("This sheet is hidden in your file. Make sure that it is the one you mean."),
    "sheet_hidden_left": N_(
        'The hidden sheet "%(name)s" looks like a roster too. It was not read; choose it if you mean it.'
    ),
    "sheet_left": N_('The sheet "%(name)s" looks like a roster too. It was not read; choose it to import it next.'),
    "formulas_read": N_(
        "%(count)s cells are formulas, beginning here. Their last results were read; check that they are up to date."
    ),
    "formula_uncomputed": N_(
        "This formula was never computed, so its result is not in the file. Open the file in your spreadsheet program, "
        "save it, and import it again."
    ),
    "cell_is_error": N_("The formula of this cell gives an error. Correct it, or type the value."),
    "lookalike_repaired": N_(
        "Letters or digits of another script were read as %(value)s. Check that this is the code."
    ),
}
