import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { shipmentPage } from '../fleet/work-list';
import { Status, words } from '../parts/badges';
import { ask } from '../parts/dialog';
import { type Named, nameOf } from '../parts/named';
import { Loading, Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Time } from '../parts/time';
import { texts } from '../texts';

const t = texts.unit;
const AGAIN_MS = 5_000;
type Unit = Schemas['Unit'];
export const unitPage = ({ scheme, value }: Named): string => `/units/${encodeURIComponent(scheme)}/${encodeURIComponent(value)}`;

/** Units carry; what is only a name cannot be put onto anything. */
const CARRYING = ['vehicle', 'device', 'container', 'sscc'];

/** A name out there: who holds it or is aboard, what it is on, what is on it, and what it reported last. */
export function UnitPage({ scheme, value }: Named) {
  const [minPosition, setMinPosition] = useState<string>();
  const params = { path: { scheme, value } };
  const loaded = useLoaded(
    () => answerOf(api.GET('/v1/units/{scheme}/{value}', { params: { ...params, query: { minPosition } } })),
    [scheme, value, minPosition],
    AGAIN_MS,
  );
  const unit = loaded.value.value;
  if (!unit) return loaded.error.value ? <Trouble of={loaded} /> : <Loading />;
  return (
    <div class="page">
      <h1>{nameOf(unit)}</h1>
      <Trouble of={loaded} />
      {unit.checkDigitWrong && <p class="note">{t.checkDigitWrong}</p>}
      {CARRYING.includes(unit.scheme) && <UnitCommands unit={unit} onDone={setMinPosition} />}
      <Carrying unit={unit} />
      <Holders unit={unit} />
      {unit.lastReport && <LastReport unit={unit} report={unit.lastReport} onDone={setMinPosition} />}
    </div>
  );
}

interface UnitProps {
  readonly unit: Unit;
  readonly onDone: (position: string) => void;
}

const Onto = ({ unit }: { readonly unit?: string }) => (
  <label>
    {texts.shipment.unit}
    <input name="unit" required maxLength={500} placeholder={texts.shipment.unitHint} autocomplete="off" defaultValue={unit} />
  </label>
);

function UnitCommands({ unit, onDone }: UnitProps) {
  const params = { path: { scheme: unit.scheme, value: unit.value } };
  const load = () =>
    ask({
      title: t.load,
      content: <Onto />,
      confirm: t.load,
      act: async ({ unit: onto = '' }) =>
        onDone((await answerOf(api.POST('/v1/units/{scheme}/{value}/load', { params, body: { unit: onto } }))).position),
    });
  const unload = () =>
    ask({
      title: t.unload,
      content: <Onto unit={unit.on ? nameOf(unit.on) : ''} />,
      confirm: t.unload,
      act: async ({ unit: from = '' }) =>
        onDone((await answerOf(api.POST('/v1/units/{scheme}/{value}/unload', { params, body: { unit: from } }))).position),
    });
  return (
    <section class="commands">
      <button type="button" onClick={load}>
        {t.load}
      </button>
      <button type="button" onClick={unload}>
        {t.unload}
      </button>
    </section>
  );
}

const Carrying = ({ unit: { on, carries, carriesCount } }: { readonly unit: Unit }) =>
  on || carries.length > 0 ? (
    <Section title={t.nesting}>
      {on && (
        <p>
          {t.on} <a href={unitPage(on)}>{nameOf(on)}</a> <Time at={on.from} />
        </p>
      )}
      {carries.length > 0 && (
        <p>
          {t.carries(carriesCount)}{' '}
          {carries.map((one) => (
            <a key={nameOf(one)} class="chip" href={unitPage(one)}>
              {nameOf(one)}
            </a>
          ))}
        </p>
      )}
    </Section>
  ) : null;

const Holders = ({ unit: { holders, nextCursor } }: { readonly unit: Unit }) => (
  <Section title={t.holders}>
    {holders.length === 0 && <p class="empty">{t.noHolders}</p>}
    <ul class="plain-list">
      {holders.map(({ shipmentId, how, from, until, status, present }) => (
        <li key={`${shipmentId} ${how} ${from}`} data-holder={shipmentId}>
          <p class="line">
            <a href={shipmentPage(shipmentId)}>{shipmentId}</a> {words(how)}{' '}
            {status && <Status status={status} phase={present ? 'moving' : 'planned'} />}
            <span class="end quiet">
              {from ? <Time at={from} /> : '…'} – {until ? <Time at={until} /> : '…'}
            </span>
          </p>
        </li>
      ))}
    </ul>
    {nextCursor && <p class="quiet">{t.more}</p>}
  </Section>
);

function LastReport({ unit, report, onDone }: UnitProps & { readonly report: NonNullable<Unit['lastReport']> }) {
  const retract = () =>
    ask({
      title: texts.shipment.retract,
      content: (
        <>
          <p>{t.retractLead}</p>
          <label>
            {texts.shipment.retractReason}
            <input name="reason" required maxLength={500} autocomplete="off" />
          </label>
        </>
      ),
      confirm: texts.shipment.retract,
      act: async ({ reason = '' }) => {
        const params = { path: { scheme: unit.scheme, value: unit.value, eventId: report.eventId } };
        const sent = api.POST('/v1/units/{scheme}/{value}/facts/{eventId}/retract', { params, body: { reason } });
        onDone((await answerOf(sent)).position);
      },
    });
  return (
    <Section title={t.lastReport} lead={report.source}>
      <p class="line">
        {words(report.type.split('.').at(-2) ?? '')} <Time at={report.time} />
        <span class="end">
          <button type="button" onClick={retract}>
            {texts.shipment.retract}
          </button>
        </span>
      </p>
      <pre tabIndex={0}>{JSON.stringify(report.data, null, 2)}</pre>
    </Section>
  );
}
