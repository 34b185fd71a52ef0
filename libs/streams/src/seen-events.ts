import { uuidOfHex } from '@waybill/events';

/** One row per event: stored id, content hash (zeros for decisions), revision. */
const ID_BYTES = 16;
const HASH_AT = ID_BYTES;
const HASH_BYTES = 12;
const REVISION_AT = HASH_AT + HASH_BYTES;
const ROW_BYTES = REVISION_AT + 4;
const FIRST_ROWS = 8;
/** Slots per row: of the slots at most half are taken. */
const SLOTS_PER_ROW = 2;

const STORED_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NO_HASH = Buffer.alloc(HASH_BYTES);
/** The id that is looked for, as bytes and as text: on its way into a stream the same one is asked for several times. */
const wanted = Buffer.alloc(ID_BYTES);
let wantedId = '';

/** Makes an id the one that is looked for; false when no stored event can have it. */
function want(eventId: string): boolean {
  if (eventId === wantedId) return true;
  if (!STORED_ID.test(eventId)) return false;
  wanted.write(eventId.replaceAll('-', ''), 'hex');
  wantedId = eventId;
  return true;
}

/**
 * Exactly which events a stream holds, with the hash of their content: 32 bytes each and their share of an index, where a Map of strings
 * takes over 200. Most of what a writer remembers of its streams is this.
 */
export class SeenEvents {
  private rows = Buffer.alloc(FIRST_ROWS * ROW_BYTES);
  /** Open addressing by the first bytes of the id, which are random: 1 + number of a row, 0 = free. */
  private slots = new Uint32Array(FIRST_ROWS * SLOTS_PER_ROW);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return this.rows.byteLength + this.slots.byteLength;
  }

  has(eventId: string): boolean {
    return this.rowOf(eventId) !== undefined;
  }

  /** Content hash of an event that is known; '' when it is a decision. */
  hashOf(eventId: string): string | undefined {
    const at = this.rowOf(eventId);
    return at === undefined ? undefined : this.hashAt(at);
  }

  /** Ids that are known already stay as they are. */
  add(eventId: string, hash: string, revision: number): void {
    if (!want(eventId) || this.rowOfWanted() !== undefined) return;
    if ((this.count + 1) * ROW_BYTES > this.rows.length) this.grow();
    const at = this.count * ROW_BYTES;
    wanted.copy(this.rows, at);
    this.rows.write(hash, at + HASH_AT, HASH_BYTES, 'base64url');
    this.rows.writeUInt32LE(revision, at + REVISION_AT);
    this.count += 1;
    this.enter(this.count);
  }

  /** Id and content hash of those that stand behind a revision, oldest first. */
  after(revision: number): [eventId: string, hash: string][] {
    const found: [string, string][] = [];
    for (let at = 0; at < this.count * ROW_BYTES; at += ROW_BYTES)
      if (this.rows.readUInt32LE(at + REVISION_AT) > revision) found.push([this.idAt(at), this.hashAt(at)]);
    return found;
  }

  /** Where its row begins. */
  private rowOf(eventId: string): number | undefined {
    return want(eventId) ? this.rowOfWanted() : undefined;
  }

  private rowOfWanted(): number | undefined {
    const mask = this.slots.length - 1;
    let slot = wanted.readUInt32LE(0) & mask;
    for (let entry = this.slots[slot]; entry; entry = this.slots[slot]) {
      const at = (entry - 1) * ROW_BYTES;
      if (this.rows.compare(wanted, 0, ID_BYTES, at, at + ID_BYTES) === 0) return at;
      slot = (slot + 1) & mask;
    }
    return undefined;
  }

  private idAt(at: number): string {
    return uuidOfHex(this.rows.toString('hex', at, at + ID_BYTES));
  }

  private hashAt(at: number): string {
    const isNone = this.rows.compare(NO_HASH, 0, HASH_BYTES, at + HASH_AT, at + REVISION_AT) === 0;
    return isNone ? '' : this.rows.toString('base64url', at + HASH_AT, at + REVISION_AT);
  }

  private enter(entry: number): void {
    const mask = this.slots.length - 1;
    let slot = this.rows.readUInt32LE((entry - 1) * ROW_BYTES) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = entry;
  }

  private grow(): void {
    const rows = Buffer.alloc(this.rows.length * 2);
    this.rows.copy(rows);
    this.rows = rows;
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let entry = 1; entry <= this.count; entry += 1) this.enter(entry);
  }
}
