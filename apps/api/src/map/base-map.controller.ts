import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { STREETS } from '../console/console';
import { Answers, Summary } from '../docs/describe';

const baseMap = z
  .object({
    style: z.string().nullable().describe('address of a MapLibre style, as MAP_STYLE_URL says'),
    streets: z.string().nullable().describe('path of a PMTiles archive, where PMTILES_FILE names one'),
  })
  .meta({ id: 'BaseMap' });

/** What the console's maps lie on. Without either it is land, borders and cities, which are files beside the console. */
export class BaseMap {
  constructor(
    readonly style: string | undefined,
    readonly hasStreets: boolean,
  ) {}
}

@Controller('v1/map/base')
export class BaseMapController {
  constructor(private readonly base: BaseMap) {}

  @Get()
  @AccessFor('coordinator', { quiet: true })
  @Summary('What the maps of the console lie on', 'console')
  @Answers(200, baseMap, 'A style, streets, or neither')
  find(): z.infer<typeof baseMap> {
    return { style: this.base.style ?? null, streets: this.base.hasStreets ? STREETS : null };
  }
}
