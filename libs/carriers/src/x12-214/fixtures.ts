import { bytes } from '../fixtures/bytes';

export const ISA = 'ISA*00*          *00*          *02*ABCD           *ZZ*WAYBILL        *260227*1300*U*00401*000000001*0*P*>';

/** An interchange of one transaction. Control numbers are new in every one that is sent, also when it says the same. */
export const interchange = (statuses: readonly string[], { control = '0001', count = statuses.length + 6, end = '~\n' } = {}): string =>
  [
    ISA.replace('000000001', `00000${control}`),
    `GS*QM*ABCD*WAYBILL*20260227*1300*${control}*X*004010`,
    `ST*214*${control}`,
    'B10*PRO123*SHIP-7*ABCD',
    'L11*BL55*BM',
    'L11*PO9*PO',
    'LX*1',
    ...statuses,
    `SE*${count}*${control}`,
    `GE*1*${control}`,
    `IEA*1*00000${control}`,
    '',
  ].join(end);

export const examples = [
  bytes(
    interchange(
      ['AT7*X1*NS***20260227*0800*ET', 'MS1*CHARLOTTE*NC*US', 'AT7*D1*NS***20260227*0915*ET', 'MS1*CHARLOTTE*NC*US*0804800*0351300*W*N'],
      { count: 10 },
    ),
  ),
  bytes(interchange(['AT7*AG*NS***20260302', 'AT7***AA*NA*20260302*1000*LT'])),
];

const STATUS = 'AT7*X6*NS***20260227*0800*UT';
/** A push, and a later one that brings one scan more. */
export const growth = [
  bytes(interchange([STATUS])),
  bytes(interchange([STATUS, 'AT7*D1*NS***20260227*0915*UT'], { control: '0002' })),
] as const;
