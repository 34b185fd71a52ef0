import { useState } from 'preact/hooks';
import { answerOf, api, type Schemas } from '../api/client';
import { Failure } from '../parts/problem';
import { texts } from '../texts';
import type { Fence } from './fence-drawing';
import type { Geometry } from './shapes';
import { WhatIf } from './what-if';

const t = texts.geofences;
type Rule = Schemas['Geofence']['rule'];

interface FenceFormProps {
  readonly geometry: Geometry;
  /** The fence that is redrawn; a new one when absent. */
  readonly edited: Fence | undefined;
  readonly onSaved: (position: string) => void;
  readonly onCancel: () => void;
}

/** Name and rule of the shape that was drawn, and what it would have raised. */
export function FenceForm({ geometry, edited, onSaved, onCancel }: FenceFormProps) {
  const [rule, setRule] = useState<Rule>(edited?.rule ?? 'no-entry');
  const [problem, setProblem] = useState<string>();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const from = String(fields.get('effectiveFrom'));
    const body = {
      name: String(fields.get('name')).trim(),
      geometry,
      rule,
      ...(from && { effectiveFrom: new Date(from).toISOString() }),
    } as Schemas['Geofence'];
    try {
      const path = edited && { geofenceId: edited.id };
      const sent = path
        ? api.PUT('/v1/geofences/{geofenceId}', { params: { path }, body: { ...termsOf(edited), ...body } })
        : api.POST('/v1/geofences', { body });
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
      <label>
        {t.rule}
        <select value={rule} onChange={(event) => setRule((event.currentTarget as HTMLSelectElement).value as Rule)}>
          {Object.entries(t.rules).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.effectiveFrom}
        <input name="effectiveFrom" type="datetime-local" />
      </label>
      <WhatIf geometry={geometry} rule={rule} geofenceId={edited?.id} />
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

/** What stays as it was when only the shape changes. */
const termsOf = ({ appliesTo, confirm, schedule }: Fence) => ({
  ...(appliesTo && { appliesTo }),
  ...(confirm && { confirm }),
  ...(schedule && { schedule }),
});
