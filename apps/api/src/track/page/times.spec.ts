import type { Instant } from '@waybill/events';
import { LANGUAGES, type Language, preferredSpeech } from './languages';
import { arrivalSentence, NO_PLACE, shortTime } from './times';

const at = (time: string) => Date.parse(time) as Instant;
/** Noon in Berlin. */
const NOW = at('2026-03-03T11:00:00Z');
const zone = 'Europe/Berlin';
const between = (from: string, to: string) => ({ from, to, zone });
const spoken = (language: string, window: Parameters<typeof arrivalSentence>[0], now = NOW) =>
  // Intl writes narrow spaces in some languages.
  arrivalSentence(window, now, preferredSpeech(language)).replace(/[\u00a0\u202f]/g, ' ');

describe('when it comes', () => {
  const today = between('2026-03-03T13:10:00Z', '2026-03-03T14:05:00Z');

  it.each<[Language, string]>([
    ['en', 'It arrives today between 14:10 and 15:05.'],
    ['de', 'Sie kommt heute zwischen 14:10 und 15:05 Uhr.'],
    ['fr', 'Il arrive aujourd’hui entre 14:10 et 15:05.'],
    ['es', 'Llega hoy, de 14:10 a 15:05.'],
    ['it', 'Arriva oggi tra le 14:10 e le 15:05.'],
    ['nl', 'De bezorging is vandaag tussen 14:10 en 15:05 uur.'],
    ['pl', 'Doręczenie: dzisiaj, między 14:10 a 15:05.'],
  ])('is told in %s, on the clock of the place', (language, sentence) => {
    expect(spoken(language, today)).toBe(sentence);
  });

  it('is on a day that has a name, or a date', () => {
    expect(spoken('en', between('2026-03-04T13:00:00Z', '2026-03-04T15:00:00Z'))).toBe('It arrives tomorrow between 14:00 and 16:00.');
    expect(spoken('de', between('2026-03-06T13:00:00Z', '2026-03-06T15:00:00Z'))).toBe(
      'Sie kommt am Freitag, 6. März zwischen 14:00 und 16:00 Uhr.',
    );
    expect(spoken('en', { day: '2026-03-06', zone })).toBe('It arrives on Friday 6 March.');
    expect(spoken('en', { day: '2027-01-04', zone })).toBe('It arrives on Monday, 4 January 2027.');
  });

  it('is today by the clock of the place, not by that of the server', () => {
    const lateAtNight = at('2026-03-03T23:30:00Z');
    expect(spoken('en', between('2026-03-04T13:00:00Z', '2026-03-04T14:00:00Z'), lateAtNight)).toMatch(/^It arrives today between/);
  });

  it('is around a time when that is all that is known, and over midnight names both days', () => {
    expect(spoken('en', between('2026-03-03T13:00:00Z', '2026-03-03T13:00:00Z'))).toBe('It arrives today around 14:00.');
    expect(spoken('en', between('2026-03-03T22:00:00Z', '2026-03-04T00:30:00Z'))).toBe('It arrives between today 23:00 and tomorrow 1:30.');
  });

  it('says so when the window has passed', () => {
    expect(spoken('en', between('2026-03-03T08:00:00Z', '2026-03-03T10:00:00Z'))).toMatch(/later than expected/);
    expect(spoken('en', { day: '2026-03-02', zone })).toMatch(/later than expected/);
    expect(spoken('en', { day: '2026-03-03', zone })).toBe('It arrives today.');
  });

  it('is written as the reader does', () => {
    expect(spoken('en-US', today)).toBe('It arrives today between 2:10 PM and 3:05 PM.');
  });
});

describe('when something happened', () => {
  it('is on the clock of the place, or says whose clock it is', () => {
    const speech = preferredSpeech('en');
    expect(shortTime('2026-03-03T13:10:00Z', zone, speech, NOW)).toBe('Tue 3 Mar, 14:10');
    expect(shortTime('2026-03-03T13:10:00Z', NO_PLACE, speech, NOW)).toBe('Tue 3 Mar, 13:10 UTC');
    expect(shortTime('2025-03-03T13:10:00Z', zone, speech, NOW)).toContain('2025');
  });

  it.each(Object.keys(LANGUAGES))('can be said in %s', (language) => {
    expect(shortTime('2026-03-03T13:10:00Z', zone, preferredSpeech(language), NOW)).toContain('14:10');
  });
});
