import { answerOf, api, type Schemas } from '../api/client';
import { useLoaded } from '../api/load';
import { words } from '../parts/badges';
import { ask } from '../parts/dialog';
import { Trouble } from '../parts/problem';
import { Section } from '../parts/section';
import { Ago } from '../parts/time';
import { texts } from '../texts';

const AGAIN_MS = 1_000;

/** How far a build is, as a share of the log; positions are opaque, so it is an estimate. */
export function shareOf({ position, head, state }: Pick<Schemas['Build'], 'position' | 'head' | 'state'>): number | undefined {
  if (state !== 'building' && state !== 'comparing') return undefined;
  return position === null || head === null || BigInt(head) === 0n ? 0 : Number((BigInt(position) * 1000n) / BigInt(head)) / 1000;
}

/** The builds of a read model: those that stand, and the one that is being made. */
export function BuildList({ processor }: { readonly processor: string }) {
  const loaded = useLoaded(
    () => answerOf(api.GET('/v1/processors/{name}/builds', { params: { path: { name: processor } } })),
    [processor],
    AGAIN_MS,
  );
  const drop = ({ version }: Schemas['Build']) =>
    ask({
      title: texts.system.cancelBuild,
      content: <p>{texts.system.sureCancel(processor, version)}</p>,
      confirm: texts.system.cancelBuild,
      act: async () => {
        await api.DELETE('/v1/processors/{name}/builds/{version}', { params: { path: { name: processor, version: String(version) } } });
        await loaded.reload();
      },
    });
  return (
    <Section title={`${texts.system.builds}: ${processor}`}>
      <Trouble of={loaded} />
      <ul class="plain-list">
        {(loaded.value.value?.items ?? []).map((build) => {
          const share = shareOf(build);
          return (
            <li key={build.version} data-build={build.version}>
              <p class="line">
                {build.version} <span class={`badge state-${build.state === 'failed' ? 'halted' : 'running'}`}>{words(build.state)}</span>
                {share !== undefined && <progress value={share} aria-label={words(build.state)} />}
                {build.note && <span class="quiet">{build.note}</span>}
                <span class="end quiet">
                  <Ago at={build.changedAt} />
                  {build.state !== 'live' && (
                    <button type="button" onClick={() => drop(build)}>
                      {share === undefined ? texts.system.dropBuild : texts.system.cancelBuild}
                    </button>
                  )}
                </span>
              </p>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
