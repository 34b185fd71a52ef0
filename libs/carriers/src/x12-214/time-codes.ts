/** Hours that a fixed time code (element 623) is ahead of UTC. */
const HOURS: Readonly<Record<string, number>> = {
  UT: 0,
  GM: 0,
  ES: -5,
  ED: -4,
  CS: -6,
  CD: -5,
  MS: -7,
  MD: -6,
  PS: -8,
  PD: -7,
  25: -2.5,
  26: -3.5,
  27: 5.5,
  28: 9.5,
  29: 10.5,
};

/** Codes that name a zone without saying whether it was summer. */
export const ZONE_OF_CODE: Readonly<Record<string, string>> = {
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
};

/** 01 to 12 are ahead of UTC, 13 to 24 behind it: 20 is five hours behind. */
function hoursOf(code: string): number | undefined {
  if (Object.hasOwn(HOURS, code)) return HOURS[code];
  const number = /^\d\d$/.test(code) ? Number(code) : 0;
  if (number >= 1 && number <= 12) return number;
  return number >= 13 && number <= 24 ? number - 25 : undefined;
}

/** The offset of a time code in the form of RFC 3339, or undefined when it has none. */
export function offsetOfCode(code: string): string | undefined {
  const hours = hoursOf(code);
  if (hours === undefined) return undefined;
  const minutes = Math.abs(hours) * 60;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${hours < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
