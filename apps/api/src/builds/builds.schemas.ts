import { instant, whenAccepted } from '@waybill/events';
import { buildView, type View } from '@waybill/read-model';
import { z } from 'zod';

/** Body of `POST /v1/processors/{name}/replay`. */
export const replayBody = z
  .strictObject({
    purpose: z
      .enum(['replay', 'verify'])
      .optional()
      .describe('replay (when absent): switch to the new build; verify: compare it with the live one and drop it'),
    until: instant.optional().describe('build what had been appended by this moment, and keep it beside the live one'),
  })
  .refine(({ purpose, until }) => until === undefined || purpose === undefined, {
    path: ['until'],
    error: 'goes without a purpose: such a build is neither switched to nor compared',
    ...whenAccepted('purpose', 'until'),
  })
  .meta({ id: 'ReplayRequest' });

export const build = buildView
  .extend({ head: z.string().nullable().describe('where it goes: the end of the log now, or untilPosition') })
  .meta({ id: 'Build' });
export type BuildAnswer = View<typeof build>;
