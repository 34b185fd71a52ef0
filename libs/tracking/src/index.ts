export { Attribution, type Handled } from './attribution/attribution';
export { ensureDeployment } from './deployment';
export { ExceptionDesk } from './exception-desk';
export { INLINE_COPIES, Overloaded, type TakenIn } from './intake';
export { type GivenIdentifier, nameFaults, type Registered, type RegisterShipment } from './registration';
export type { Report, ReportOutcome } from './report';
export { useSignInTicket } from './sign-in-tickets';
export { Tracking } from './tracking';
