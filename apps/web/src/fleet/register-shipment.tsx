import { answerOf, api, type Schemas } from '../api/client';
import { ask } from '../parts/dialog';
import { go } from '../router';
import { texts } from '../texts';
import { shipmentPage } from './work-list';

const t = texts.register;
type Place = Schemas['RegisterShipment']['origin'];
const MODES = ['road', 'rail', 'air', 'sea', 'parcel'] as const;

const PlaceFields = ({ of, label }: { readonly of: 'origin' | 'destination'; readonly label: string }) => (
  <fieldset>
    <legend>{label}</legend>
    <label>
      {t.place}
      <input name={`${of}Name`} required maxLength={200} autocomplete="off" />
    </label>
    <label>
      {t.latitude}
      <input name={`${of}Latitude`} type="number" step="any" min={-90} max={90} required />
    </label>
    <label>
      {t.longitude}
      <input name={`${of}Longitude`} type="number" step="any" min={-180} max={180} required />
    </label>
  </fieldset>
);

const Text = ({
  name,
  label,
  hint,
  max = 200,
}: {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly max?: number;
}) => (
  <label>
    {label}
    <input name={name} maxLength={max} placeholder={hint} autocomplete="off" />
  </label>
);

type Fields = Readonly<Record<string, string>>;
const placeOf = (fields: Fields, of: 'origin' | 'destination'): Place => ({
  name: fields[`${of}Name`],
  latitude: Number(fields[`${of}Latitude`]),
  longitude: Number(fields[`${of}Longitude`]),
});

/** What was filled in; what was left out is not sent. */
function registrationOf(fields: Fields): Schemas['RegisterShipment'] {
  const { shipmentId, reference, carrier, mode, trackingNumber, consignmentId, plannedArrival } = fields;
  return {
    ...(shipmentId && { shipmentId }),
    ...(reference && { reference }),
    ...(carrier && { carrier }),
    ...(mode && { mode: mode as (typeof MODES)[number] }),
    ...(consignmentId && { consignmentId }),
    ...(plannedArrival && { plannedArrival: new Date(plannedArrival).toISOString() }),
    ...(trackingNumber && { identifiers: [{ scheme: 'tracking-number', value: trackingNumber }] }),
    origin: placeOf(fields, 'origin'),
    destination: placeOf(fields, 'destination'),
  };
}

export function askToRegister(): void {
  ask({
    title: t.title,
    content: (
      <>
        <Text name="reference" label={t.reference} />
        <Text name="carrier" label={texts.fleet.carrier} max={64} />
        <Text name="trackingNumber" label={t.trackingNumber} />
        <label>
          {t.mode}
          <select name="mode">
            {MODES.map((mode) => (
              <option key={mode}>{mode}</option>
            ))}
          </select>
        </label>
        <PlaceFields of="origin" label={t.origin} />
        <PlaceFields of="destination" label={t.destination} />
        <label>
          {texts.shipment.planned}
          <input name="plannedArrival" type="datetime-local" />
        </label>
        <Text name="consignmentId" label={t.consignment} />
        <Text name="shipmentId" label={texts.integrations.claimShipment} hint={t.idHint} max={64} />
      </>
    ),
    confirm: t.title,
    act: async (fields) => {
      const { shipmentId } = await answerOf(api.POST('/v1/shipments', { body: registrationOf(fields) }));
      go(shipmentPage(shipmentId));
    },
  });
}
