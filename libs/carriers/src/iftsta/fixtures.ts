import { bytes } from '../fixtures/bytes';

/** An interchange of one message. Control numbers are new in every one that is sent, also when it says the same. */
export const interchange = (
  status: readonly string[],
  { control = '1', header = ['NAD+CA+ABCD:160'] as readonly string[], count = 0, syntax = 'UNOC:3', fn = '9', end = "'\n" } = {},
): string =>
  [
    `UNB+${syntax}+5790000110018:14+WAYBILL+260227:1300+${control}`,
    `UNH+${control}+IFTSTA:D:00B:UN`,
    `BGM+23+${control}+${fn}`,
    ...header,
    'CNI+1+CN-7',
    ...status,
    `UNT+${count || status.length + header.length + 4}+${control}`,
    `UNZ+1+${control}`,
    '',
  ].join(end);

export const DELIVERED = ['STS+1+21:::Delivered', 'RFF+BN:B1', 'DTM+334:202602270800:203', 'LOC+175+DEHAM:139::HAMBURG'];

export const examples = [
  bytes(interchange([...DELIVERED, 'TDT+1++2', 'LOC+7+DEBER', 'DTM+132:20260302:102'])),
  bytes(`UNA:+.? '${interchange(['STS+1+Z9', 'RFF+BM:BL?+5', 'DTM+334:202602270800UTC:303'])}`),
];

/** A push, and a later one that brings one scan more. */
export const growth = [
  bytes(interchange(DELIVERED)),
  bytes(interchange([...DELIVERED, 'STS+1+31', 'RFF+BN:B1', 'DTM+334:202602270700:203'], { control: '2' })),
] as const;
