import type { DataSet } from '../contest';
import { cargo2000 } from './cargo2000';
import { flights } from './flights';
import { gotrack } from './gotrack';
import { madison } from './madison';
import { synthetic } from './synthetic';
import { taxi } from './taxi';
import { usaid } from './usaid';

/** In the order of the table. */
export const DATA_SETS: readonly DataSet[] = [madison, cargo2000, flights, taxi, usaid, gotrack, synthetic];
