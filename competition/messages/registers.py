"""Sentences about the registers: standards and institutions."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "standard_code_invalid": N_(
        "The code is at most %(limit)s Latin letters, digits, points and dashes, such as WSOS 18. Correct it."
    ),
    "standard_version_invalid": N_(
        "The version is at most %(limit)s Latin letters, digits, points and dashes, such as 2026 or 2.1. Correct it."
    ),
    "standard_dates_invalid": N_("It ends to hold before it begins. Correct one of the two dates."),
    "standard_name_missing": N_("The standard has no name. Fill it in, in at least one language."),
    "standard_taken": N_("Version %(version)s of %(standard)s is in the register already. Choose another version."),
    "standard_sections_missing": N_("A standard has at least one section. Add one with its weight."),
    "standard_sections_too_many": N_("A standard has at most %(limit)s sections. Join some of them."),
    "standard_section_code_invalid": N_(
        "The section has no code, or one longer than %(limit)s characters. Correct it."
    ),
    "standard_section_twice": N_("Section %(first)s has the same code. Give one of the two another code."),
    "standard_section_name_missing": N_("The section has no name. Fill it in."),
    "standard_weight_invalid": N_("The weight is a number above 0 with at most two decimals. Correct it."),
    "standard_weights_not_100": N_("The weights add to %(total)s. They have to add to 100."),
    "institution_name_missing": N_("The institution has no name. Fill it in, in at least one language."),
    "institution_taken": N_("An institution of this name is in the register for this country. Use that one."),
}
