import type { PageTexts } from '../texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';
import { pl } from './pl';

export const LANGUAGES = { en, de, fr, es, it, nl, pl } as const satisfies Readonly<Record<string, PageTexts>>;
export type Language = keyof typeof LANGUAGES;

/** A language of the page, and how its readers write dates and times. */
export interface Speech {
  readonly language: Language;
  /** BCP 47; of the same language. */
  readonly locale: string;
  readonly texts: PageTexts;
}

const isLanguage = (subtag: string): subtag is Language => Object.hasOwn(LANGUAGES, subtag);
/** English without a country is read in all of them: with the 24 hours that most of them write. */
const LOCALE_OF: Partial<Record<string, string>> = { en: 'en-GB' };

function speechOf(tag: string): Speech | undefined {
  const language = tag.split('-', 1)[0]?.toLowerCase() ?? '';
  if (!isLanguage(language)) return undefined;
  return { language, locale: LOCALE_OF[tag.toLowerCase()] ?? knownLocale(tag) ?? language, texts: LANGUAGES[language] };
}

function knownLocale(tag: string): string | undefined {
  try {
    // Extensions of a tag would choose other digits and calendars.
    return Intl.DateTimeFormat.supportedLocalesOf(tag.split(/-[ux]-/i, 1)[0] as string)[0];
  } catch {
    return undefined;
  }
}

/** More languages than people have; a header holds thousands. */
const MOST_RANGES = 20;

const weightOf = (range: string): number => {
  const q = /;\s*q=([\d.]+)/i.exec(range)?.[1];
  return q === undefined ? 1 : Number(q) || 0;
};

/** RFC 9110 12.5.4: the language that a reader wants most among those that there are; English when there is none of them. */
export function preferredSpeech(acceptLanguage: string | undefined): Speech {
  const wanted = (acceptLanguage ?? '')
    .split(',', MOST_RANGES)
    .map((range) => ({ tag: range.split(';', 1)[0]?.trim() ?? '', weight: weightOf(range) }));
  const best = wanted.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  for (const { tag } of best) {
    const speech = speechOf(tag);
    if (speech) return speech;
  }
  return { language: 'en', locale: 'en-GB', texts: LANGUAGES.en };
}
