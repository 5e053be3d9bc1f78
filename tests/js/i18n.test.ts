import { afterEach, describe, expect, test } from 'vitest';
import { t, tn, useCatalogue } from '../../static/js/i18n';

afterEach(() => useCatalogue({ lang: 'en', messages: {} }));

describe('sentences of scripts', () => {
  test('a sentence without translation is English', () => {
    expect(t('Cancel')).toBe('Cancel');
  });

  test('parameters are filled in by name and unknown ones stay visible', () => {
    expect(t('%(a)s of %(b)s, 5 %%', { a: 3, b: 'six' })).toBe('3 of six, 5 %');
    expect(t('%(a)s', {})).toBe('%(a)s');
  });

  test('a parameter that looks like a placeholder is not filled again', () => {
    expect(t('%(a)s %(b)s', { a: '%(b)s', b: 'x' })).toBe('%(b)s x');
  });

  test('English counts with two forms', () => {
    expect(tn('%(num)s mark', '%(num)s marks', 1)).toBe('1 mark');
    expect(tn('%(num)s mark', '%(num)s marks', 0)).toBe('0 marks');
  });

  test('Arabic counts with six forms and figures as they are given', () => {
    const forms = { zero: 'z', one: 'o', two: 't', few: 'f %(num)s', many: 'm', other: 'x' };
    useCatalogue({ lang: 'ar', messages: { mark: forms } });
    expect([0, 1, 2, 11, 100].map((count) => tn('mark', 'marks', count))).toEqual(['z', 'o', 't', 'm', 'x']);
    expect(tn('mark', 'marks', 3, { num: '٣' })).toBe('f ٣');
  });

  test('a category that the catalogue lacks falls back to other', () => {
    useCatalogue({ lang: 'fr', messages: { mark: { one: 'note', other: 'notes' } } });
    expect(tn('mark', 'marks', 1_000_000)).toBe('notes');
  });
});
