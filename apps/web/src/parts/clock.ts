import { signal } from '@preact/signals';

/** The time, fine enough for ages in minutes. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 15_000);
