import { effect, signal } from '@preact/signals';

type Theme = 'light' | 'dark';
const KEPT = 'waybill-theme';

const systemTheme = matchMedia('(prefers-color-scheme: dark)');
const ofSystem = (): Theme => (systemTheme.matches ? 'dark' : 'light');
const kept = (): Theme | undefined => {
  const value = localStorage.getItem(KEPT);
  return value === 'light' || value === 'dark' ? value : undefined;
};

/** What is shown: what the person chose, else what the system has. */
export const theme = signal<Theme>(kept() ?? ofSystem());
systemTheme.addEventListener('change', () => {
  theme.value = kept() ?? ofSystem();
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEPT, theme.value);
}
