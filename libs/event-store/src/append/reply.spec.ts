import { AllStreamPosition, Empty, UUID } from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { StoreUnavailable, UnknownOutcome } from '../errors';
import { decodeReply, outcome } from './reply';

const write = { stream: 's', expected: 3, eventIds: ['e'], body: Buffer.alloc(0) };
const decoded = (reply: BatchAppendResp) => decodeReply(Buffer.from(reply.serializeBinary()));

/** An answer that the definitions that come with the client have written. */
function stored(revision: string, commit?: string): BatchAppendResp {
  const success = new BatchAppendResp.Success().setCurrentRevision(revision);
  if (commit) success.setPosition(new AllStreamPosition().setCommitPosition(commit).setPreparePosition('1'));
  else success.setNoPosition(new Empty());
  return new BatchAppendResp().setCorrelationId(new UUID().setString('01234567-89AB-cdef-0123-456789abcdef')).setSuccess(success);
}

describe('an answer to an append', () => {
  it.each(['0', '127', '4294967296', '9007199254740991'])('says to which attempt, and where the last event stands: %s', (place) => {
    const reply = decoded(stored(place, place));
    expect(reply.correlation).toBe('01234567-89ab-cdef-0123-456789abcdef');
    expect(outcome(reply, write)).toEqual({ revision: Number(place), position: BigInt(place) });
  });

  it('knows no position where the store has none, or says -1', () => {
    for (const commit of [undefined, String(2n ** 64n - 1n)])
      expect(outcome(decoded(stored('4', commit)), write)).toEqual({ revision: 4, position: undefined });
  });

  it('is a failure by its code, and in doubt when it says nothing', () => {
    const refused = new BatchAppendResp().setError(new Status().setCode(14 as never).setMessage('no room'));
    expect(() => outcome(decoded(refused), write)).toThrow(StoreUnavailable);
    expect(() => outcome(decoded(new BatchAppendResp()), write)).toThrow(UnknownOutcome);
  });
});
