import { lookAt, statusLine } from './screen';

const tally = { sent: 1_234, appended: 1_200, duplicates: 30, parked: 4, rejected: 0 };

describe('the screen of the demo', () => {
  it('sums the world up in one line, the largest numbers first', () => {
    const shipments = ['DELIVERED', 'IN_TRANSIT', 'IN_TRANSIT'].map((status, index) => ({ shipmentId: `S-${index}`, status }));
    const vans = { onTheRoad: 12, size: 2_000 };
    const told = '1,234 reports · 30 duplicates · 4 parked | 12 of 2,000 vans on the road';
    expect(statusLine(shipments, tally, vans)).toBe(`${told} | IN_TRANSIT 2, DELIVERED 1`);
    expect(statusLine([], { ...tally, rejected: 2 }, vans)).toMatch(/2 rejected .* on the road$/);
  });

  it('gives the links and commands to try', () => {
    const text = lookAt({
      apiUrl: 'http://127.0.0.1:3000',
      keyText: '$(cat key)',
      highlights: [{ shipmentId: 'S-1', why: 'at sea' }],
      trackingUrls: new Map([['S-1', 'http://127.0.0.1:3000/track/token']]),
      statuses: new Map([['S-1', 'IN_TRANSIT']]),
    });
    expect(text).toMatch(/S-1 +IN_TRANSIT +at sea\n +http:\/\/127\.0\.0\.1:3000\/track\/token/);
    for (const path of ['/v1/exceptions?state=open', '/v1/shipments/S-1/timeline', '/v1/parked', '/v1/processors'])
      expect(text).toContain(`3000${path}"`);
  });
});
