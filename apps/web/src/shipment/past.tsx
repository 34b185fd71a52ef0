import type { Schemas } from '../api/client';
import { localTime } from '../parts/times';
import { keep } from '../router';
import { texts } from '../texts';

const t = texts.shipment;
const STEPS = 1_000;

interface SlidersProps {
  readonly shipment: Schemas['ShipmentSummary'];
  readonly asOf: string | undefined;
  readonly knownAt: string | undefined;
}

/** Two clocks: when it happened, and what was known when. */
export function PastSliders({ shipment, asOf, knownAt }: SlidersProps) {
  const end = Date.now();
  const start = Math.min(Date.parse(shipment.plannedDeparture ?? shipment.updatedAt), end - 7 * 86_400_000);
  const slider = (label: string, name: 'asOf' | 'knownAt', value: string | undefined) => {
    const at = value === undefined ? end : Date.parse(value);
    const choose = (event: Event) => {
      const step = Number((event.currentTarget as HTMLInputElement).value);
      keep({ [name]: step === STEPS ? undefined : new Date(start + ((end - start) * step) / STEPS).toISOString() });
    };
    return (
      <label class="slider">
        <span>{label}</span>
        <input
          type="range"
          min={0}
          max={STEPS}
          value={Math.round(((at - start) / (end - start)) * STEPS)}
          onChange={choose}
          aria-valuetext={value ? localTime(value) : texts.fleet.now}
        />
        <output>{value ? localTime(value) : texts.fleet.now}</output>
      </label>
    );
  };
  return (
    <div class="sliders">
      {slider(t.asOf, 'asOf', asOf)}
      {slider(t.knownAt, 'knownAt', knownAt)}
    </div>
  );
}
