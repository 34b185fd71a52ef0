import { activeWindows, type WeeklyHours } from '../geofences';

/** Whether a site is open at a time (Unix milliseconds). One whose hours are not known always is. */
export const isOpenAt = (hours: WeeklyHours | undefined, time: number): boolean => !hours || activeWindows(hours, [time, time]).length > 0;
