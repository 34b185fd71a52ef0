import type { ComponentChildren, FunctionComponent } from 'preact';
import { ConsignmentPage } from '../consignments/consignment-page';
import { CustomersPage } from '../customers/customers-page';
import { FleetPage } from '../fleet/fleet-page';
import { connection } from '../fleet/live';
import { GeofencesPage } from '../geofences/geofences-page';
import { IntegrationsPage } from '../integrations/integrations-page';
import { Dialog } from '../parts/dialog';
import { Loading } from '../parts/problem';
import { path } from '../router';
import { session, signOut } from '../session';
import { ShipmentPage } from '../shipment/shipment-page';
import { BoardPage } from '../sites/board-page';
import { SitesPage } from '../sites/sites-page';
import { SystemPage } from '../system/system-page';
import { texts } from '../texts';
import { theme, toggleTheme } from '../theme';
import { UnitPage } from '../units/unit-page';
import { SignInPage } from './sign-in-page';

const t = texts.shell;

/** The pages, in the order in which they are offered. */
const PAGES: readonly { readonly path: string; readonly name: string; readonly page: FunctionComponent }[] = [
  { path: '/', name: texts.pages.fleet, page: FleetPage },
  { path: '/geofences', name: texts.pages.geofences, page: GeofencesPage },
  { path: '/sites', name: texts.pages.sites, page: SitesPage },
  { path: '/customers', name: texts.pages.customers, page: CustomersPage },
  { path: '/integrations', name: texts.pages.integrations, page: IntegrationsPage },
  { path: '/system', name: texts.pages.system, page: SystemPage },
];

function Page() {
  const here = path.value;
  const shipmentId = /^\/shipments\/([^/]+)$/.exec(here)?.[1];
  if (shipmentId) return <ShipmentPage key={shipmentId} shipmentId={decodeURIComponent(shipmentId)} />;
  const [, scheme, value] = /^\/units\/([^/]+)\/([^/]+)$/.exec(here) ?? [];
  if (scheme && value) return <UnitPage key={here} scheme={decodeURIComponent(scheme)} value={decodeURIComponent(value)} />;
  const consignmentId = /^\/consignments\/([^/]+)$/.exec(here)?.[1];
  if (consignmentId) return <ConsignmentPage key={here} consignmentId={decodeURIComponent(consignmentId)} />;
  const siteId = /^\/sites\/([^/]+)$/.exec(here)?.[1];
  if (siteId) return <BoardPage key={siteId} siteId={decodeURIComponent(siteId)} />;
  const Found = PAGES.find((page) => page.path === here)?.page;
  if (Found) return <Found />;
  return (
    <div class="plain">
      <h1>{texts.missing.title}</h1>
      <p>{texts.missing.lead}</p>
      <p>
        <a href="/">{texts.missing.toFleet}</a>
      </p>
    </div>
  );
}

/** Whether what is shown is told as it changes. */
const Connection = () =>
  connection.value === 'off' ? null : (
    <span class={`connection ${connection.value}`} role="status">
      {connection.value === 'live' ? t.live : t.reconnecting}
    </span>
  );

function Frame({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="frame">
      <a href="#content" class="skip">
        {t.skip}
      </a>
      <header class="bar">
        <a href="/" class="brand">
          {texts.product}
        </a>
        <nav aria-label={texts.product}>
          {PAGES.map(({ path: to, name }) => (
            <a key={to} href={to} aria-current={path.value === to ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class="end">
          <Connection />
          <button type="button" onClick={toggleTheme} aria-label={theme.value === 'dark' ? t.toLight : t.toDark}>
            {theme.value === 'dark' ? '☀' : '☾'}
          </button>
          <button type="button" onClick={() => void signOut()} title={session.value?.name}>
            {t.signOut}
          </button>
        </span>
      </header>
      <main id="content">{children}</main>
      <Dialog />
    </div>
  );
}

export function App() {
  if (session.value === undefined) return <Loading />;
  if (session.value === null) return <SignInPage />;
  return (
    <Frame>
      <Page />
    </Frame>
  );
}
