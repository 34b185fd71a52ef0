// Required into Waybill's processes when a run of the tests is to be one with a real server: each event node plays the release that
// WAYBILL_TEST_BEHAVE names, in every process. An argument of its own goes before.
const path = require('node:path');

const { WAYBILL_TEST_BEHAVE: release } = process.env;
const EVENT_NODE = path.join('event-node', 'src', 'main.js');

if (release && process.argv[1]?.endsWith(EVENT_NODE) && !process.argv.includes('--behave')) process.argv.push('--behave', release);
