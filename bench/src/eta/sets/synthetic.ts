import { roadTrips } from '@waybill/domain';
import type { DataSet } from '../contest';

export const synthetic: DataSet = {
  name: 'synthetic',
  title: 'Synthetic road trips: long legs with breaks, stops, gaps, detours and breakdowns',
  attribution:
    "Made by Waybill's own generator (`roadTrips` in libs/domain). It stands for what no open data set has, and proves nothing about real roads.",
  split:
    'By week: trained on the trips of four weeks (seed 1), calibrated on those of the next two (seed 2), tested on those of two more (seed 3).',
  isRead: false,
  contests: () => [
    {
      name: 'on the way',
      unit: 'minutes',
      splits: [
        {
          training: roadTrips(1, 1_200, { weeks: 4 }),
          calibration: roadTrips(2, 1_200, { firstWeek: 4, weeks: 2 }),
          test: roadTrips(3, 1_000, { firstWeek: 6, weeks: 2 }),
        },
      ],
    },
  ],
};
