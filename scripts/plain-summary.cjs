// Closes a test run with one plain line, readable without knowing the runner.
module.exports = class PlainSummary {
  onRunComplete(_contexts, results) {
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numRuntimeErrorTestSuites: broken } = results;
    process.stderr.write(`\n${passed} passed, ${failed + broken} failed${skipped ? `, ${skipped} skipped` : ''}\n`);
  }
};
