import { STATUS_CODES } from 'node:http';
import { REJECTIONS } from '@waybill/domain';
import { Problem } from './problem';
import { PROBLEM_OF_STATUS, PROBLEMS, type ProblemSlug } from './problem-table';

describe('the table of problems', () => {
  it('has real error statuses, readable slugs and distinct titles', () => {
    for (const [slug, { status, title }] of Object.entries(PROBLEMS)) {
      expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(STATUS_CODES[status]).toBeDefined();
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
    expect(new Set(Object.values(PROBLEMS).map(({ title }) => title)).size).toBe(Object.keys(PROBLEMS).length);
  });

  it('has a row for every rejection of the write side', () => {
    expect(REJECTIONS.filter((kind) => !(kind in PROBLEMS))).toEqual([]);
  });

  it('answers a bare status with a row of that status', () => {
    for (const [status, slug] of Object.entries(PROBLEM_OF_STATUS)) expect(PROBLEMS[slug].status).toBe(Number(status));
  });

  it('renders RFC 9457 members and leaves out what there is not', () => {
    const slug: ProblemSlug = 'invalid-data';
    expect(new Problem(slug, 'Do this.').details()).toEqual({
      type: 'https://waybill.dev/problems/invalid-data',
      title: PROBLEMS[slug].title,
      status: 400,
      detail: 'Do this.',
    });
    const errors = [{ pointer: '/a', detail: 'b' }];
    expect(new Problem(slug, 'x', { errors, members: { events: [] } }).details('/v1/events')).toMatchObject({
      instance: '/v1/events',
      errors,
      events: [],
    });
  });
});
