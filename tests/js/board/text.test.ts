import { describe, expect, it } from 'vitest';
import { chosen, second } from '../../../static/js/board/text';

const TRADE = { en: 'Electrical Installations', zh: '电气装置' };

describe('the words of a reader', () => {
  it('are in the own language, the event’s, English, any', () => {
    expect(chosen(TRADE, 'zh', 'en')).toEqual({ text: '电气装置', lang: '' });
    expect(chosen(TRADE, 'fr', 'zh')).toEqual({ text: '电气装置', lang: 'zh' });
    expect(chosen(TRADE, 'fr', 'ru')).toEqual({ text: 'Electrical Installations', lang: 'en' });
    expect(chosen({ ka: 'ფლორისტიკა' }, 'fr', 'en')).toEqual({ text: 'ფლორისტიკა', lang: 'ka' });
    expect(chosen({}, 'fr', 'en')).toEqual({ text: '', lang: '' });
  });
  it('have a second line in another language that says something else', () => {
    expect(second(TRADE, 'en', 'zh')).toEqual({ text: '电气装置', lang: 'zh' });
    expect(second(TRADE, 'zh', 'zh')).toEqual({ text: 'Electrical Installations', lang: 'en' });
    expect(second({ en: 'Peru', zh: 'Peru' }, 'en', 'zh')).toBeNull();
    expect(second({ en: 'Peru' }, 'en', 'en')).toBeNull();
  });
});
