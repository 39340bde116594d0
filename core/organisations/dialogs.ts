import { bindFlow, type BoundFlow } from '../dialog/index.ts';
import { findOffice, offices, type FindOfficeDeps } from './flows/find-office.ts';

export const organisationDialogs = (services: FindOfficeDeps): readonly BoundFlow[] => [
  bindFlow(offices, services),
  bindFlow(findOffice, services),
];
