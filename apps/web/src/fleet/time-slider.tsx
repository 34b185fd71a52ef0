import { useEffect, useState } from 'preact/hooks';
import { Time } from '../parts/time';
import { localTime } from '../parts/times';
import { keep } from '../router';
import { texts } from '../texts';
import { nextStep, SPANS, type SpanName, STEPS, stepOf, timeOf } from './past-steps';

const t = texts.fleet;
/** A picture stands so long while the past is played. */
const STANDS_MS = 400;

const show = (time: number | undefined): void => keep({ at: time === undefined ? undefined : new Date(time).toISOString() });

interface TimeSliderProps {
  /** The time that is shown; undefined for now. */
  readonly at: string | undefined;
  /** Shipments on the map; undefined until it is known. */
  readonly count: number | undefined;
}

/** Takes the map back in event time, by hand or by itself. */
export function TimeSlider({ at, count }: TimeSliderProps) {
  const [span, setSpan] = useState<SpanName>('day');
  const [playing, setPlaying] = useState(false);
  // The end stands still while the past is looked at, or every step would mean another time.
  const [end, setEnd] = useState(Date.now);
  const window = { end, milliseconds: SPANS[span] };
  const step = at === undefined ? STEPS : stepOf(window, Date.parse(at));
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      const next = nextStep(step);
      show(timeOf(window, next));
      if (next === STEPS) setPlaying(false);
    }, STANDS_MS);
    return () => clearTimeout(timer);
  }, [playing, step]);
  const play = () => {
    if (at === undefined) setEnd(Date.now());
    if (step === STEPS) show(timeOf({ ...window, end: Date.now() }, 0));
    setPlaying(!playing);
  };
  const choose = (event: Event) => {
    if (at === undefined) setEnd(Date.now());
    setPlaying(false);
    show(timeOf(window, Number((event.currentTarget as HTMLInputElement).value)));
  };
  return (
    <section class="time-slider" aria-label={t.timeSlider}>
      <button type="button" onClick={play} aria-label={playing ? t.pause : t.play}>
        {playing ? '⏸' : '▶'}
      </button>
      <select aria-label={t.span} value={span} onChange={(event) => setSpan((event.currentTarget as HTMLSelectElement).value as SpanName)}>
        {Object.entries(t.spans).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <input
        type="range"
        min={0}
        max={STEPS}
        value={step}
        aria-label={t.timeSlider}
        aria-valuetext={at ? localTime(at) : t.now}
        onInput={choose}
      />
      <output>{at ? <Time at={at} /> : t.now}</output>
      {count !== undefined && (
        <span class="quiet" data-points={count}>
          {t.points(count)}
        </span>
      )}
      {at && (
        <button type="button" onClick={() => show(undefined)}>
          {t.now}
        </button>
      )}
      {at && <p class="quiet">{t.pastNote}</p>}
    </section>
  );
}
