import { bindFlow } from '../../dialog/index.ts';
import type { BoundFlow } from '../../dialog/index.ts';
import { addVehicle, type AddVehicleDeps } from './flows/add-vehicle.ts';
import { answerClaim, type AnswerClaimDeps } from './flows/answer-claim.ts';
import { claimVehicle, type ClaimVehicleDeps } from './flows/claim-vehicle.ts';
import { decideRequests, type DecideRequestsDeps } from './flows/decide-requests.ts';
import { myVehicles, type MyVehiclesDeps } from './flows/my-vehicles.ts';
import { proposeChange, type ProposeChangeDeps } from './flows/propose-change.ts';

/** B6, B10: what people ask of the register of vehicles, and what is answered. */
export const requestDialogs = (
  services: MyVehiclesDeps &
    AddVehicleDeps &
    ClaimVehicleDeps &
    ProposeChangeDeps &
    AnswerClaimDeps &
    DecideRequestsDeps,
): readonly BoundFlow[] => [
  bindFlow(decideRequests, services),
  bindFlow(myVehicles, services),
  bindFlow(addVehicle, services),
  bindFlow(claimVehicle, services),
  bindFlow(proposeChange, services),
  bindFlow(answerClaim, services),
];
