import { continueTrace, formatTraceparent, newTraceContext, parseTraceparent } from './trace';

const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('trace context', () => {
  it('reads and writes the W3C example', () => {
    const context = parseTraceparent(header);
    expect(context).toEqual({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: true });
    expect(formatTraceparent(context as NonNullable<typeof context>)).toBe(header);
  });

  it('continues the caller under a span of its own', () => {
    const next = continueTrace(header);
    expect(next).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentId: 'b7ad6b7169203331' });
    expect(next.spanId).not.toBe(next.parentId);
  });

  it('reads a later version with more fields, but not version ff', () => {
    expect(parseTraceparent(`01${header.slice(2)}-more`)).toBeDefined();
    expect(parseTraceparent(`ff${header.slice(2)}`)).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    42,
    ['a'],
    '',
    'x',
    header.toUpperCase(),
    `${header}-x`,
    header.replace(/b7ad6b7169203331/, '0'.repeat(16)),
    header.replace(/0af7651916cd43dd8448eb211c80319c/, '0'.repeat(32)),
  ])('starts anew for %p', (malformed) => {
    const context = continueTrace(malformed);
    expect(context.parentId).toBeUndefined();
    expect(parseTraceparent(formatTraceparent(context))).toBeDefined();
    expect(newTraceContext().traceId).not.toBe(context.traceId);
  });
});
