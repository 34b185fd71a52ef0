import type { Position } from 'geojson';
import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { Copyable } from '../parts/copy';
import { ask } from '../parts/dialog';
import { texts } from '../texts';
import { askForRoute } from './route-plan';

const t = texts.shipment;

interface CommandsProps {
  readonly shipment: Schemas['ShipmentSummary'] & Partial<Pick<Schemas['ShipmentDetail'], 'route'>>;
  /** Is given the position from which on what was done can be seen. */
  readonly onDone: (position: string) => void;
}

const Unit = () => (
  <label>
    {t.unit}
    <input name="unit" required maxLength={500} placeholder={t.unitHint} autocomplete="off" />
  </label>
);

/** What a coordinator can do to a shipment; each asks first. */
export function ShipmentCommands({ shipment, onDone }: CommandsProps) {
  const [link, setLink] = useState<string>();
  const params = { path: { shipmentId: shipment.shipmentId } };
  const done = async (sent: Promise<{ data?: { position: string } }>) => onDone((await answerOf(sent)).position);
  const load = () =>
    ask({
      title: t.load,
      content: <Unit />,
      confirm: t.load,
      act: ({ unit = '' }) => done(api.POST('/v1/shipments/{shipmentId}/load', { params, body: { unit } })),
    });
  const unload = () =>
    ask({
      title: t.unload,
      content: <Unit />,
      confirm: t.unload,
      act: ({ unit = '' }) => done(api.POST('/v1/shipments/{shipmentId}/unload', { params, body: { unit } })),
    });
  const deliver = () =>
    ask({
      title: t.deliver,
      content: <p>{t.sure.deliver}</p>,
      confirm: t.deliver,
      act: () => done(api.POST('/v1/shipments/{shipmentId}/deliver', { params, body: {} })),
    });
  const cancel = () =>
    ask({
      title: t.cancel,
      content: <p>{t.sure.cancel}</p>,
      confirm: t.cancel,
      act: () => done(api.POST('/v1/shipments/{shipmentId}/cancel', { params, body: {} })),
    });
  const newLink = () =>
    ask({
      title: t.openLink,
      content: <p>{t.sure.link}</p>,
      confirm: t.openLink,
      act: async () => {
        const made = await answerOf(api.POST('/v1/shipments/{shipmentId}/tracking-links', { params, body: {} }));
        setLink(made.trackingUrl);
        onDone(made.position);
      },
    });
  const planRoute = () => askForRoute(shipment.shipmentId, (shipment.route?.coordinates ?? []) as readonly Position[], onDone);
  const isOver = shipment.phase === 'done';
  return (
    <section class="commands" aria-label={texts.confirm}>
      {!isOver && (
        <>
          <button type="button" onClick={load}>
            {t.load}
          </button>
          <button type="button" onClick={unload}>
            {t.unload}
          </button>
          <button type="button" onClick={deliver}>
            {t.deliver}
          </button>
          <button type="button" onClick={cancel}>
            {t.cancel}
          </button>
        </>
      )}
      <button type="button" onClick={planRoute}>
        {t.planRoute}
      </button>
      <button type="button" onClick={newLink}>
        {t.openLink}
      </button>
      {link && (
        <div class="note" role="status">
          <p>{t.linkMade}</p>
          <Copyable text={link} />
        </div>
      )}
    </section>
  );
}
