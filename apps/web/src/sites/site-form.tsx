import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import type { Geometry } from '../geofences/shapes';
import { Failure } from '../parts/problem';
import { texts } from '../texts';
import { type Site, termsOf } from './site-geometry';

const t = texts.sites;

interface SiteFormProps {
  readonly geometry: Geometry;
  /** The site that is changed; a new one when absent. */
  readonly edited: Site | undefined;
  readonly onSaved: (position: string) => void;
  readonly onCancel: () => void;
}

const minutesOf = (duration: string): number => {
  const {
    days = '0',
    hours = '0',
    minutes = '0',
  } = /^P(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?)?$/.exec(duration)?.groups ?? {};
  return Number(days) * 1440 + Number(hours) * 60 + Number(minutes);
};

/** Name, id and lead time of the area that was drawn. */
export function SiteForm({ geometry, edited, onSaved, onCancel }: SiteFormProps) {
  const [problem, setProblem] = useState<string>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const siteId = String(fields.get('siteId') ?? '').trim();
    const body = {
      name: String(fields.get('name')).trim(),
      ...termsOf(geometry),
      leadTime: `PT${Number(fields.get('leadMinutes'))}M`,
      ...(edited?.openingHours && { openingHours: edited.openingHours }),
    } as Schemas['ChangedSite'];
    try {
      const sent = edited
        ? api.PUT('/v1/sites/{siteId}', { params: { path: { siteId: edited.siteId } }, body })
        : api.POST('/v1/sites', { body: { ...body, ...(siteId && { siteId }) } });
      onSaved((await answerOf<{ position: string }>(sent)).position);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <form class="card" onSubmit={submit}>
      <label>
        {t.name}
        <input name="name" required maxLength={200} defaultValue={edited?.name ?? ''} autocomplete="off" />
      </label>
      {!edited && (
        <label>
          {t.id}
          <input name="siteId" maxLength={64} placeholder={t.idHint} autocomplete="off" />
        </label>
      )}
      <label>
        {t.leadTime}
        <input
          name="leadMinutes"
          type="number"
          required
          min={1}
          max={10_080}
          defaultValue={String(edited ? minutesOf(edited.leadTime) : 60)}
        />
      </label>
      <Failure why={problem} />
      <p class="actions">
        <button type="button" onClick={onCancel}>
          {texts.cancel}
        </button>
        <button type="submit" class="primary">
          {t.save}
        </button>
      </p>
    </form>
  );
}
