import { bindFlow } from '../../dialog/index.ts';
import type { BoundFlow } from '../../dialog/index.ts';
import { checkVehicle, type CheckVehicleDeps } from './flows/check-vehicle.ts';
import { whoLooked, type WhoLookedDeps } from './flows/who-looked.ts';

export const lookupDialogs = (
  services: CheckVehicleDeps & Omit<WhoLookedDeps, 'people'> & { readonly identity: WhoLookedDeps['people'] },
): readonly BoundFlow[] => [
  bindFlow(checkVehicle, services),
  bindFlow(whoLooked, { ...services, people: services.identity }),
];
