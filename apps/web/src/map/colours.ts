/** What MapLibre draws with, by theme; the same as in `style/colours.css`, which it cannot read. */
export const COLOURS = {
  light: {
    sea: '#dbe6ee', land: '#f5f3ee', border: '#c9c4b8', city: '#6b6a66', halo: '#f5f3ee',
    planned: '#7a869a', moving: '#1f5eff', attention: '#b25e00', done: '#2c7a4b', exception: '#c9242f',
    outline: '#ffffff', track: '#1f5eff', doubtful: '#8a8a8a', fence: '#7b3fc4', cluster: '#33415c', clusterText: '#ffffff',
  },
  dark: {
    sea: '#10161d', land: '#1b232c', border: '#39434e', city: '#9aa4ae', halo: '#1b232c',
    planned: '#8d99ac', moving: '#6c9bff', attention: '#f0a24a', done: '#5bbf83', exception: '#ff6b74',
    outline: '#10161d', track: '#6c9bff', doubtful: '#777f88', fence: '#b58af0', cluster: '#c3cede', clusterText: '#10161d',
  },
} as const;

export type MapColours = { readonly [name in keyof (typeof COLOURS)['light']]: string };
