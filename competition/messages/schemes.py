"""Sentences about marking schemes: the spreadsheet and the rules of a scheme."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "scheme_layout_unknown": N_(
        'No marking scheme was found: no row has the heading "Sub Criterion ID". '
        "Sheets: %(sheets)s; first cells: %(found)s. Use the standard import spreadsheet."
    ),
    "scheme_layout_unsupported": N_(
        "This is a marking scheme in layout %(layout)s, which is not read (sheets: %(sheets)s). "
        "Copy it into the standard import spreadsheet."
    ),
    "scheme_column_missing": N_('The marking scheme has no column "%(heading)s". Add it to the row of headings.'),
    "scheme_column_unknown": N_('The column "%(heading)s" is no part of a marking scheme and was not read.'),
    "scheme_more_sheets": N_("Other sheets hold a marking scheme too and were not read: %(others)s."),
    "scheme_without_aspects": N_(
        "There are no aspects in this file. Only the occupational standard can be taken from it."
    ),
    "lookalike_letters": N_(
        "Cyrillic letters stand for Latin ones in codes or types (rows: %(count)s). They were read as Latin."
    ),
    "section_weight_not_number": N_(
        'The weight of section %(section)s is "%(found)s", which is no number. Correct it.'
    ),
    "section_weights_missing": N_("The list of tasks states no weights. Each task weighs what its aspects add up to."),
    "section_sum_differs": N_(
        "The file states %(stated)s for the aspects of section %(section)s, but they add up to %(sum)s. "
        "The computed sum is used."
    ),
    "criterion_mark_differs": N_(
        "The file states %(stated)s for criterion %(criterion)s, but its aspects add up to %(sum)s. "
        "The computed sum is used."
    ),
    "total_differs": N_(
        "The file states a total of %(stated)s, but the aspects add up to %(sum)s. The computed sum is used."
    ),
    "sub_criterion_code_invalid": N_(
        '"%(found)s" is no code of a sub-criterion. Write a letter and a number, such as A1.'
    ),
    "sub_criterion_in_wrong_criterion": N_(
        "Sub-criterion %(sub_criterion)s stands below criterion %(criterion)s. Move it, or change its letter."
    ),
    "aspect_without_type": N_('The aspect "%(description)s" has no type. Write M for measurement or J for judgement.'),
    "aspect_type_unknown": N_('"%(found)s" is no type of aspect. Write M for measurement or J for judgement.'),
    "aspect_without_description": N_("The aspect has no description. Say in one line what is marked."),
    "aspect_without_sub_criterion": N_(
        "The aspect stands above the first sub-criterion. Put a row such as A1 before it."
    ),
    "max_mark_not_number": N_('The maximum mark of %(aspect)s is "%(found)s", which is no number. Correct it.'),
    "max_mark_missing": N_("Aspect %(aspect)s has no maximum mark. Fill it in."),
    "max_mark_not_positive": N_("The maximum mark of %(aspect)s must be above zero. Correct it."),
    "max_mark_too_fine": N_("The maximum mark of %(aspect)s has more than two decimals. Round it to hundredths."),
    "aspect_over_two": N_(
        "Aspect %(aspect)s is worth %(max_mark)s, more than the usual %(limit)s. Split it if you can."
    ),
    "day_unknown": N_(
        '"%(day)s" is no day of the event for sub-criterion %(sub_criterion)s. Write its number, such as 1.'
    ),
    "day_missing": N_("Sub-criterion %(sub_criterion)s has no day of marking. Fill it in before the scheme is locked."),
    "score_unknown": N_(
        '"%(score)s" below aspect %(aspect)s is no score. The four descriptions belong to 0, 1, 2 and 3.'
    ),
    "score_text_twice": N_("Score %(score)s of aspect %(aspect)s is described twice. Keep one of the two rows."),
    "score_text_without_judgement": N_(
        "The description of score %(score)s does not follow a judgement aspect. Move it, or set the type above to J."
    ),
    "section_missing": N_("Aspect %(aspect)s names no section of the standard. Fill in the number of one."),
    "section_unknown": N_(
        "Aspect %(aspect)s names section %(section)s, which the standard does not have. Correct the number."
    ),
    "section_variation": N_(
        "Section %(section)s weighs %(weight)s, its aspects add up to %(aspects)s: a variation of %(variation)s. "
        "Check that this is intended."
    ),
    "calculation_unknown": N_(
        'Aspect %(aspect)s names calculation row "%(calculation)s", which the sheet Calculations does not offer. '
        "Correct it."
    ),
    "calculations_missing": N_(
        "Aspects name calculation rows (%(count)s of them), but the file has no sheet Calculations. "
        "They are read as pass or fail; set their calculation by hand."
    ),
    "calculation_type_unknown": N_('"%(found)s" is no known type of calculation. Aspects cannot use this row.'),
    "calculation_cell_unreadable": N_(
        'The parameters of the calculation cannot be read at "%(part)s". Export the file again.'
    ),
    "calculation_invalid": N_("The calculation does not work: %(parameter)s is missing or not allowed. Correct it."),
    "judgement_with_calculation": N_(
        "Aspect %(aspect)s is a judgement and cannot have a calculation. Remove the row number."
    ),
    "judgement_without_descriptors": N_(
        "Judgement aspect %(aspect)s lacks descriptions of the scores 0 to 3. Add a row for each of the four."
    ),
    "criterion_code_unknown": N_('"%(criterion)s" is no criterion. Criteria have the letters A to I.'),
    "criterion_without_aspects": N_("Criterion %(criterion)s has no aspects yet. Add some, or remove the criterion."),
    "sub_criterion_without_aspects": N_("Sub-criterion %(sub_criterion)s has no aspects. Add some, or remove it."),
    "too_many_criteria": N_("There are %(count)s criteria; at most %(limit)s are allowed. Join some of them."),
    "duplicate_code": N_("The code %(part)s is used twice. Give one of the two another code."),
    "total_not_100": N_(
        "The maximum marks add up to %(total)s, not to %(expected)s. Change them before the scheme is locked."
    ),
    "section_without_code": N_("A section of the standard has no number. Fill it in."),
    "section_without_name": N_("Section %(section)s has no name. Fill it in."),
    "section_weight_too_fine": N_(
        "The weight of section %(section)s has more than two decimals. Round it to hundredths."
    ),
    "section_weights_not_100": N_(
        "The weights of the sections add up to %(total)s, not to %(expected)s. Check the standard."
    ),
    "criterion_without_name": N_("Criterion %(criterion)s has no name. Say in a few words what it covers."),
    "sub_criterion_without_name": N_("Sub-criterion %(sub_criterion)s has no name. Say in a few words what it covers."),
    "draft_aspect_without_type": N_("Aspect %(aspect)s has no type. Enter M for measurement or J for judgement."),
    "draft_aspect_without_description": N_("Aspect %(aspect)s has no description. Say in one line what is marked."),
    "draft_unreadable": N_("The draft cannot be read at %(place)s. Reload the page; what you typed is kept in it."),
    "draft_too_large": N_("The draft is too large at %(place)s; at most %(limit)s are possible. Make it shorter."),
    "draft_changed": N_(
        "Somebody else saved this draft meanwhile. Your changes are kept in the page; compare both before you go on."
    ),
    "words_only": N_("Only words can be changed here. Numbers are for those who write the scheme."),
    "words_needed": N_("This text cannot be left out in every language. Write it in at least one."),
    "draft_missing": N_("There is no draft of this marking scheme. Open it for editing first."),
    "scheme_not_published": N_("The marking scheme is not released for marking yet. Release it first."),
    "scheme_not_valid": N_("The marking scheme has errors. Correct them first."),
}
