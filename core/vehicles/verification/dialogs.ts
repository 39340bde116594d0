import { bindFlow } from '../../dialog/index.ts';
import type { BoundFlow } from '../../dialog/index.ts';
import { verifyVehicle, type VerifyVehicleDeps } from './flows/verify-vehicle.ts';

export const verificationDialogs = (services: VerifyVehicleDeps): readonly BoundFlow[] => [
  bindFlow(verifyVehicle, services),
];
