// Health of one container: `api` takes reports in, or `projector` was heard of in the last 15 s and none of its loops hangs. Exit code 0 or 1.
import { createRequire } from 'node:module';
import os from 'node:os';

const require = createRequire(import.meta.url);
const { loadConfig } = require('../dist/libs/platform/src/index.js');

const checks = {
  async api({ port }) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    return answer.status === 200;
  },
  /** A projector serves no HTTP; it says every 2 s in Postgres that it is there, under its host's name. */
  async projector({ databaseUrl }) {
    const { Client } = require('pg');
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
    await client.connect();
    const own = `select from waybill.projector where owner like $1 || '/%' and seen > now() - interval '15 s' and not exists (
      select from jsonb_array_elements(metrics) metric, jsonb_array_elements(metric -> 'values') sample
      where metric ->> 'name' = 'projection_heartbeat_age_seconds' and (sample ->> 'value')::float8 >= 30)`;
    const { rowCount } = await client.query(own, [os.hostname()]).finally(() => client.end());
    return rowCount > 0;
  },
};

const check = checks[process.argv[2]];
const healthy = check ? await check(loadConfig()).catch((error) => console.error(error.message)) : console.error('Say api or projector');
process.exit(healthy ? 0 : 1);
