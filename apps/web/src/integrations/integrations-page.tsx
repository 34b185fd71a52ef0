import { texts } from '../texts';
import { ApiKeys } from './api-keys';
import { ParkedReports } from './parked-reports';
import { Sources } from './sources';
import { UnmappedCodes } from './unmapped-codes';

/** How carriers get in, and what came in without finding its shipment. */
export const IntegrationsPage = () => (
  <div class="page">
    <h1>{texts.integrations.title}</h1>
    <Sources />
    <ParkedReports />
    <UnmappedCodes />
    <ApiKeys />
  </div>
);
