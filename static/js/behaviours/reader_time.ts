// Times of the venue in the reader's own zone, beside the venue's, wherever the two clocks differ.
//   <div data-behaviour="reader-time" data-zone="Asia/Shanghai"> … <time datetime="2024-06-25T05:30:00Z"> … <small data-part="yours" hidden>
import { figuresFor } from '../board/figures';
import { lang } from '../page';
import { t } from '../i18n';

/** Return the zone of the reader's device, "" when the browser does not tell. */
export function readerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || '';
}

/** Write a moment in the reader's zone: the time, with the date where it is another one. Null where the clocks agree. */
export function readerTime(moment: number, venue: string, reader: string, language: string): string | null {
  const here = figuresFor(language, venue);
  const there = figuresFor(language, reader);
  const sameDay = here.date(moment) === there.date(moment);
  if (sameDay && here.time(moment) === there.time(moment)) return null;
  const time = there.time(moment);
  return sameDay ? time : t('%(date)s, %(time)s', { date: there.date(moment), time });
}

/** Fill in the reader's times below an element. */
export function readerTimes(element: HTMLElement): void {
  const venue = element.dataset['zone'] ?? 'UTC';
  const reader = readerZone();
  if (!reader) return;
  let differs = false;
  for (const place of element.querySelectorAll<HTMLElement>('[data-part="yours"]')) {
    const moment = Date.parse(place.dataset['at'] ?? '');
    const written = Number.isNaN(moment) ? null : readerTime(moment, venue, reader, lang);
    if (written === null) continue;
    place.textContent = t('%(time)s your time', { time: written });
    place.hidden = false;
    differs = true;
  }
  const note = document.querySelector<HTMLElement>('[data-part="reader-zone"]');
  if (differs && note) {
    note.textContent = t('Your device is set to %(zone)s; your times stand beside those of the venue.', {
      zone: (reader.split('/').pop() ?? reader).replaceAll('_', ' '),
    });
    note.hidden = false;
  }
}
