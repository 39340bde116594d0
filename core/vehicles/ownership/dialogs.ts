import { bindFlow } from '../../dialog/index.ts';
import type { BoundFlow } from '../../dialog/index.ts';
import { answerTransfer, type AnswerTransferDeps } from './flows/answer-transfer.ts';
import { reportStolen, type ReportStolenDeps } from './flows/report-stolen.ts';
import { transferVehicle, type TransferVehicleDeps } from './flows/transfer-vehicle.ts';

/** What owners do with what is theirs: hand it over, and say that it was stolen or found. */
export const ownershipDialogs = (
  services: TransferVehicleDeps & AnswerTransferDeps & ReportStolenDeps,
): readonly BoundFlow[] => [
  bindFlow(transferVehicle, services),
  bindFlow(answerTransfer, services),
  bindFlow(reportStolen, services),
];
