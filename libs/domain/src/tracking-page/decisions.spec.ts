import { given } from '../decision-fixtures';
import { stored } from '../shipments/fixtures';
import { changeTrackingPage, ruleOf } from './decisions';
import { DEFAULT_TRACKING_PAGE } from './rule';
import { TRACKING_PAGE } from './tracking-page';

const noMap = { ...DEFAULT_TRACKING_PAGE, brand: 'Nordwind', shows: { ...DEFAULT_TRACKING_PAGE.shows, map: [] } };
const changed = stored('dev.waybill.tracking-page-changed.v1', 0, noMap);

describe("the customers' page", () => {
  it('is changed when something is another', () => {
    given(TRACKING_PAGE)
      .when((state) => changeTrackingPage(state, noMap))
      .then([['tracking-page-changed', noMap]]);
    given(TRACKING_PAGE, changed)
      .when((state) => changeTrackingPage(state, DEFAULT_TRACKING_PAGE))
      .then([['tracking-page-changed', DEFAULT_TRACKING_PAGE]]);
  });

  it('is not changed to what it is', () => {
    given(TRACKING_PAGE)
      .when((state) => changeTrackingPage(state, structuredClone(DEFAULT_TRACKING_PAGE)))
      .then([]);
    given(TRACKING_PAGE, changed)
      .when((state) => changeTrackingPage(state, { ...noMap }))
      .then([]);
  });

  it('is the last one that was said, and the usual one once that was erased', () => {
    expect(ruleOf(given(TRACKING_PAGE, changed).state)).toEqual(noMap);
    expect(ruleOf(given(TRACKING_PAGE, changed, stored('dev.waybill.delivered.v1', 1, {})).state)).toEqual(noMap);
    expect(ruleOf(given(TRACKING_PAGE, changed, stored('dev.waybill.stream-erased.v1', 1, {})).state)).toEqual(DEFAULT_TRACKING_PAGE);
  });
});
