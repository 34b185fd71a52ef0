import { spawn } from 'node:child_process';
import path from 'node:path';
import { SHIPMENTS } from '@waybill/read-model';
import type { RunningApi } from '../../support/api';
import { type Answer, httpClient, type Send } from '../../support/http';
import { until } from './waiting';

const CLI = path.resolve(__dirname, '../../../dist/apps/cli/src/main.js');

/** What came of an operators' command. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Asks for builds of processors, as an operator does. */
export class Builds {
  readonly send: Send;

  constructor(private readonly api: RunningApi) {
    this.send = httpClient(api.url, api.operatorKey);
  }

  request(body: object = {}, name = SHIPMENTS): Promise<Answer> {
    return this.send(`/v1/processors/${name}/replay`, { body });
  }

  /** Waits until a build that was requested has one of these states. */
  async reaches(requested: Answer, ...states: string[]): Promise<Answer['body']> {
    expect(requested).toMatchObject({ status: 202 });
    let body: Answer['body'];
    const reached = async () => {
      ({ body } = await this.send(requested.headers.get('location') as string));
      if (body.state === 'failed' && !states.includes('failed')) throw new Error(body.note);
      return states.includes(body.state);
    };
    await until(`a build is ${states.join(' or ')}`, reached);
    return body;
  }

  /** Runs an operators' command; it is interrupted once it has said that. */
  command(args: readonly string[], interruptAt?: string): Promise<Outcome> {
    const env = { ...process.env, WAYBILL_URL: this.api.url, OPERATOR_API_KEY: this.api.operatorKey };
    const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (interruptAt !== undefined && String(chunk).includes(interruptAt)) child.kill('SIGINT');
      });
    }
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
  }
}
