import { answerOf, api, type Schemas } from '../api/client';
import { ask } from '../parts/dialog';
import { type Named, nameOf } from '../parts/named';
import { texts } from '../texts';
import { unitPage } from '../units/unit-page';

const t = texts.shipment;
type Shipment = Schemas['ShipmentSummary'];
type Done = (position: string) => void;

/** What a shipment can be called by; units carry it, and are told by loading. */
const SCHEMES = ['tracking-number', 'container', 'sscc', 'bill-of-lading', 'booking', 'order', 'device', 'vehicle'] as const;

export function askForName(shipmentId: string, done: Done): void {
  ask({
    title: t.addName,
    content: (
      <>
        <label>
          {t.scheme}
          <select name="scheme">
            {SCHEMES.map((scheme) => (
              <option key={scheme}>{scheme}</option>
            ))}
          </select>
        </label>
        <label>
          {t.value}
          <input name="value" required maxLength={500} placeholder={t.valueHint} autocomplete="off" />
        </label>
      </>
    ),
    confirm: t.addName,
    act: async ({ scheme = '', value = '' }) => {
      const sent = api.POST('/v1/shipments/{shipmentId}/identifiers', { params: { path: { shipmentId } }, body: { scheme, value } });
      done((await answerOf(sent)).position);
    },
  });
}

function askToRelease(shipmentId: string, name: Named, done: Done): void {
  ask({
    title: t.release,
    content: <p>{t.sure.release(nameOf(name))}</p>,
    confirm: t.release,
    act: async () => {
      const params = { path: { shipmentId, scheme: name.scheme, value: name.value } };
      done((await answerOf(api.DELETE('/v1/shipments/{shipmentId}/identifiers/{scheme}/{value}', { params }))).position);
    },
  });
}

interface NamesProps {
  readonly shipment: Shipment;
  /** Absent where nothing can be done, since the past is shown. */
  readonly onDone: Done | undefined;
}

/** The names that a shipment holds; each leads to who else held it, and can be given up. */
export const Names = ({ shipment: { shipmentId, identifiers }, onDone }: NamesProps) => (
  <>
    {identifiers.map((name) => (
      <span key={nameOf(name)} class="chip">
        <a href={unitPage(name)}>{nameOf(name)}</a>
        {onDone && name.until === null && (
          <button type="button" aria-label={`${t.release} ${nameOf(name)}`} onClick={() => askToRelease(shipmentId, name, onDone)}>
            ×
          </button>
        )}
      </span>
    ))}
    {onDone && (
      <button type="button" onClick={() => askForName(shipmentId, onDone)}>
        {t.addName}
      </button>
    )}
  </>
);
