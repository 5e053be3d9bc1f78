"""A page by keyboard alone: Tab leads through everything that can be used, in order, visibly, and out again."""

from __future__ import annotations

from typing import Any, cast

from playwright.sync_api import Page

MOST = 90
"""So many presses of Tab are tried; a longer list of lines repeats what its first lines have shown."""

PREPARE = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
    const main = document.querySelector('main');
    const usable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
    const reached = (element) => {
        if (element.disabled || element.type === 'hidden' || element.tabIndex < 0) return false;
        if (!element.checkVisibility({visibilityProperty: true})) return false;
        if (element.matches('summary:not(details > :first-child)')) return false;
        if (element.type !== 'radio') return true;
        const group = [...main.querySelectorAll('input[type=radio]')]
            .filter((each) => each.name === element.name && each.form === element.form && !each.disabled);
        return element === (group.find((each) => each.checked) ?? group[0]);
    };
    const wanted = [...main.querySelectorAll(usable)].filter(reached);
    const said = (element) => element.outerHTML.slice(0, 110);
    const drawn = (element) => {
        const style = getComputedStyle(element);
        const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return (ring && !/^rgba.*, 0\\)$/.test(style.outlineColor)) ? 'ring' : style.boxShadow;
    };
    const bare = new Map(wanted.map((element) => [element, drawn(element)]));
    const seen = [];
    document.addEventListener('focusin', ({target}) => {
        if (!wanted.includes(target)) return;
        const box = target.getBoundingClientRect();
        // Of a control that is not drawn itself, the label or the cell around it carries the ring.
        const isDrawn = box.width > 2 && box.height > 2 && getComputedStyle(target).opacity !== '0';
        const own = isDrawn && (drawn(target) === 'ring' || drawn(target) !== bare.get(target));
        const outer = [target.parentElement, target.parentElement?.parentElement];
        seen.push([target, own || outer.some((each) => drawn(each) === 'ring')]);
    });
    window.keyboardWalk = {wanted, seen, said};
    main.focus();
    return [wanted.length, [...document.querySelectorAll('[tabindex]')].filter(({tabIndex}) => tabIndex > 0).map(said)];
}"""
FOUND = """(most) => {
    const {wanted, seen, said} = window.keyboardWalk;
    const order = seen.map(([element]) => element).filter((each, at, all) => each !== all[at - 1]);
    const faults = [];
    const awaited = wanted.slice(0, most);
    const missed = awaited.filter((element) => !order.includes(element));
    faults.push(...missed.slice(0, 3).map((element) => `not reached: ${said(element)}`));
    const first = order.filter((element) => awaited.includes(element)).slice(0, awaited.length);
    const wrong = first.find((element, at) => element !== awaited.filter((each) => !missed.includes(each))[at]);
    if (wrong) faults.push(`out of order: ${said(wrong)}`);
    const unseen = seen.filter(([, isSeen]) => !isSeen).map(([element]) => said(element));
    faults.push(...[...new Set(unseen)].slice(0, 3).map((text) => `no ring: ${text}`));
    return faults;
}"""


def keyboard_faults(page: Page) -> list[str]:
    """Press Tab through the room of a page; returns what is not reached, out of order or not seen to have the focus.

    In a table that is worked on as in a spreadsheet Tab goes to the next cell, and Escape before it leads out.
    """
    count, out_of_turn = cast("tuple[int, list[str]]", page.evaluate(PREPARE))
    # A part that scrolls is stopped at too, and one press leads out of the room.
    is_sheet = page.locator("main [role=grid]").count() > 0
    for _ in range(min(count, MOST) + 6):
        if is_sheet:
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    found: Any = page.evaluate(FOUND, MOST)
    return [f"order of its own: {each}" for each in out_of_turn] + cast("list[str]", found)
