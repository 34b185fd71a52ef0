import { unitView, type View } from '@waybill/read-model';
import { asOfPosition } from '../reading/pages';

export const unitAnswer = unitView.extend({ asOfPosition }).meta({ id: 'Unit' });
export type UnitAnswer = View<typeof unitAnswer>;
