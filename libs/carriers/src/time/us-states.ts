/** States of the USA that keep one clock. The others lie in two zones, or have a reservation with a clock of its own. */
const BY_ZONE: Readonly<Record<string, string>> = {
  'America/New_York': 'CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV',
  'America/Chicago': 'AL AR IA IL LA MN MO MS OK WI',
  'America/Denver': 'CO MT NM UT WY',
  'America/Los_Angeles': 'CA WA',
  'Pacific/Honolulu': 'HI',
};

export const ZONE_OF_US_STATE: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_ZONE).flatMap(([zone, states]) => states.split(' ').map((state) => [state, zone] as const)),
);
