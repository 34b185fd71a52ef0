import { shipmentSummaryStatusValues } from '../api/schema';
import { exceptionName, words } from '../parts/badges';
import { keep } from '../router';
import { texts } from '../texts';
import { FILTERS, type FilterName, filters } from './filters';

const t = texts.fleet;
/** A search starts when the person stops typing. */
const PAUSE_MS = 250;

let pause: ReturnType<typeof setTimeout> | undefined;
const keepSoon = (name: FilterName, value: string) => {
  clearTimeout(pause);
  pause = setTimeout(() => keep({ [name]: value.trim() }), PAUSE_MS);
};
const valueIn = (event: Event): string => (event.currentTarget as HTMLInputElement).value;

/** What of the fleet is shown; kept in the address. */
export function FilterBar() {
  const { q = '', status = '', carrier = '', exception = '', late } = filters.value;
  const isFiltered = FILTERS.some((name) => filters.value[name] !== undefined);
  return (
    <search class="filters">
      <input
        type="search"
        aria-label={t.search}
        placeholder={t.search}
        defaultValue={q}
        maxLength={200}
        onInput={(event) => keepSoon('q', valueIn(event))}
      />
      <select aria-label={t.status} value={status} onChange={(event) => keep({ status: valueIn(event) })}>
        <option value="">{t.anyStatus}</option>
        {shipmentSummaryStatusValues.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </select>
      <select aria-label={t.exception} value={exception} onChange={(event) => keep({ exception: valueIn(event) })}>
        <option value="">{t.anyException}</option>
        {Object.keys(texts.exception.types).map((one) => (
          <option key={one} value={one}>
            {exceptionName(one)}
          </option>
        ))}
      </select>
      <input
        aria-label={t.carrier}
        placeholder={t.carrier}
        defaultValue={carrier}
        maxLength={64}
        size={8}
        onInput={(event) => keepSoon('carrier', valueIn(event))}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={late === 'true'}
          onChange={(event) => keep({ late: (event.currentTarget as HTMLInputElement).checked ? 'true' : undefined })}
        />
        {t.late}
      </label>
      {isFiltered && (
        <button type="button" onClick={() => keep(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>
          {t.clear}
        </button>
      )}
    </search>
  );
}
