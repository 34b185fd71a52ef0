// Required into Waybill's processes by the fault tests: their wall clock is off by the milliseconds that a file says, as when an operator sets
// the machine's clock. Monotonic clocks and timers go on, as they do then.
const fs = require('node:fs');

const RealDate = Date;
const file = process.env.WAYBILL_TEST_CLOCK;
const LOOK_MS = 50;
let shiftMs;

/** Says by a file named after the process what it goes by now. */
function look() {
  const shift = Number(fs.readFileSync(file, 'utf8'));
  if (shift === shiftMs) return;
  shiftMs = shift;
  fs.writeFileSync(`${file}.${process.pid}`, String(shiftMs));
}

const now = () => RealDate.now() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

if (file) {
  look();
  setInterval(look, LOOK_MS).unref();
}
