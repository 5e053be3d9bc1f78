"""Sentences about marking teams, draws and interests."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "panel_without_scheme": N_("This trade has no published marking scheme yet. Publish it first."),
    "panel_without_judges": N_("This trade has no judges yet. Assign judges to it first."),
    "panel_without_entries": N_("Nobody competes in this trade yet. Add entries first."),
    "panel_with_hole": N_(
        "%(count)s sheets would have no full panel, the first one %(task)s of %(entry)s. Give the team another judge."
    ),
    "plan_outdated": N_("Judges, entries or panels have changed since this was put together. Make the proposal again."),
    "plan_decided": N_("Somebody has decided about this proposal already. Load the page again."),
    "team_name_missing": N_("Give every marking team a name of at most %(limit)s letters."),
    "team_name_twice": N_("Two marking teams are called %(team)s. Give one of them another name."),
    "team_without_judges": N_("Marking team %(team)s has no judges. Choose its judges, or take the team away."),
    "judge_twice_in_team": N_("A judge sits twice in marking team %(team)s. Choose another judge for one seat."),
    "judge_not_in_trade": N_("Marking team %(team)s has a judge who is not of this trade. Choose again."),
    "task_unknown": N_("Marking team %(team)s would mark a sub-criterion that the scheme does not have. Choose again."),
    "draw_without_entries": N_("Nobody competes in this trade yet, so there is nothing to draw. Add entries first."),
    "draw_missing": N_("Nothing of this kind is drawn yet. Draw first."),
    "draw_published": N_("This draw is published, so two people draw again. Ask for it with a reason."),
    "draw_not_published": N_("This draw is not published, so nobody else is needed. Draw again with a reason."),
    "draw_under_codes": N_(
        "This trade is under blind codes, and an order would tell whose they are. Workstations come with the codes."
    ),
    "draw_impossible": N_(
        "None of %(attempts)s attempts keeps team mates apart. Make the heats smaller, or leave the wish out."
    ),
    "seed_missing": N_("Enter a seed, for instance the eyes of ten dice and the time, or let Podium make one."),
    "seed_too_long": N_("A seed has at most %(limit)s letters. Make it shorter."),
    "heats_wrong": N_("A heat has at least two entries. Enter 0 when everybody starts alone."),
    "stations_wrong": N_(
        "Name every workstation once, each with at most %(limit)s letters, for instance 1-20 or A1, A2, B1."
    ),
    "task_twice": N_("Marking team %(team)s would mark what another team marks already. Choose again."),
}
