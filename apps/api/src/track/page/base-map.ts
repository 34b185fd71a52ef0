import fs from 'node:fs';
import path from 'node:path';
import { WEB_FOLDER } from '../../console/console';
import type { Html } from './html';
import { type BaseMap, drawMap } from './map';

let read: BaseMap | null | undefined;

function baseMap(): BaseMap | null {
  const file = WEB_FOLDER && path.join(WEB_FOLDER, 'basemap/squares.json');
  return file && fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as BaseMap) : null;
}

/** Draws the map around a place, from the file that the build made; it is read when the first page needs it. */
export function mapAround(place: { readonly latitude: number; readonly longitude: number }): Html | undefined {
  read ??= baseMap();
  return read ? drawMap(read, place) : undefined;
}
