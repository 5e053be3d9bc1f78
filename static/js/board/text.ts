// The words of a document that a reader sees: own language, the event's, English, any (competition/web/filters.py).
import type { Text } from './shapes';

export interface Words {
  readonly text: string;
  /** The language of the words where it is not the reader's, else "". */
  readonly lang: string;
}

/** Choose the words for a reader. */
export function chosen(text: Text, reader: string, event: string): Words {
  for (const code of [reader, event, 'en', ...Object.keys(text)]) {
    const words = text[code];
    if (words) return { text: words, lang: code === reader ? '' : code };
  }
  return { text: '', lang: '' };
}

/** Choose the line below: the event's language, English, or the only other one; null when it says the same. */
export function second(text: Text, reader: string, event: string): Words | null {
  const first = chosen(text, reader, event);
  const taken = first.lang || reader;
  const others = Object.keys(text).filter((code) => code !== taken);
  for (const code of [event, 'en', ...(others.length === 1 ? others : [])]) {
    const words = text[code];
    if (code !== taken && words && words !== first.text) return { text: words, lang: code };
  }
  return null;
}
