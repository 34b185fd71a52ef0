import { createMetrics, type LabelValues } from './metrics';

const metrics = createMetrics('api');

describe('metrics', () => {
  it('carry the service and count by closed labels', async () => {
    const appends = metrics.counter({ name: 'appends_total', help: 'Appends', labels: { outcome: ['ok', 'conflict'] } });
    expect(await metrics.text()).toContain('appends_total{outcome="conflict",service="api"} 0');
    appends.add({ outcome: 'ok' });
    appends.add({ outcome: 'ok' }, 2);
    expect(await metrics.text()).toContain('appends_total{outcome="ok",service="api"} 3');
  });

  it('never grow a label beyond its set', async () => {
    const labels = { reason: ['expired'] } as const;
    const failures = metrics.counter({ name: 'signature_failures_total', help: 'Failures', labels });
    failures.add({ reason: 'tok_123' } as unknown as LabelValues<typeof labels>);
    expect(await metrics.text()).toContain('signature_failures_total{reason="other",service="api"} 1');
  });

  it('ask a gauge at the scrape and observe seconds', async () => {
    metrics.gauge({ name: 'pool_waiting', help: 'Waiting' }, (gauge) => gauge.set({}, 4));
    metrics.histogram({ name: 'append_seconds', help: 'Appends', labels: { outcome: ['ok'] } }).observe({ outcome: 'ok' }, 0.03);
    const text = await metrics.text();
    expect(text).toContain('pool_waiting{service="api"} 4');
    expect(text).toContain('append_seconds_bucket{le="0.05",service="api",outcome="ok"} 1');
  });

  it('tell how late the event loop turns', async () => {
    expect(await metrics.text()).toMatch(/event_loop_lag_seconds\{quantile="p99",service="api"\} [\d.e-]+\n/);
  });
});
