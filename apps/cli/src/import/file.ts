import fs from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from '@waybill/platform';
import { Refusal } from '../refusal';

/** A packed file may be a bomb: what comes out of one is read up to here. */
const MAX_UNPACKED_BYTES = 16 * 1024 ** 3;
const GZIP = [0x1f, 0x8b];

/** A file that is read in pieces, unpacked where it is a gzip, with how far it was read on disk. */
export class ImportFile {
  private readBytes = 0;

  constructor(
    private readonly path: string,
    private readonly maxUnpacked = MAX_UNPACKED_BYTES,
  ) {}

  /** @throws Refusal when there is no such file */
  get size(): number {
    const stat = fs.statSync(this.path, { throwIfNoEntry: false });
    if (!stat?.isFile()) throw new Refusal(`There is no file ${this.path}.`);
    return stat.size;
  }

  get done(): number {
    return this.readBytes;
  }

  private isPacked(): boolean {
    const file = fs.openSync(this.path, 'r');
    try {
      const head = Buffer.alloc(GZIP.length);
      return fs.readSync(file, head) === GZIP.length && GZIP.every((byte, i) => head[i] === byte);
    } finally {
      fs.closeSync(file);
    }
  }

  private async *onDisk(): AsyncGenerator<Uint8Array> {
    const chunks: AsyncIterable<Buffer> = fs.createReadStream(this.path);
    for await (const chunk of chunks) {
      this.readBytes += chunk.length;
      yield chunk;
    }
  }

  /** @throws Refusal when it cannot be unpacked, or becomes too large */
  async *chunks(): AsyncGenerator<Uint8Array> {
    if (!this.isPacked()) return yield* this.onDisk();
    let unpacked = 0;
    const source = Readable.from(this.onDisk());
    const gunzip = createGunzip();
    source.on('error', (error) => gunzip.destroy(error));
    try {
      const chunks: AsyncIterable<Buffer> = source.pipe(gunzip);
      for await (const chunk of chunks) {
        unpacked += chunk.length;
        if (unpacked > this.maxUnpacked)
          throw new Refusal(`Unpacked the file has more than ${this.maxUnpacked} bytes; what stands before was taken in.`);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(`The file cannot be unpacked: ${messageOf(error)}.`);
    }
  }
}
