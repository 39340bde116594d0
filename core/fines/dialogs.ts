import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { contestFine, type ContestFineDeps } from './contestations/flows/contest-fine.ts';
import { fines } from './flows/find-fines.ts';
import type { FindFinesDeps } from './flows/find-fines.ts';
import { myFines } from './flows/my-fines.ts';
import type { MyFinesDeps } from './flows/my-fines.ts';
import { payFine } from './flows/pay-fine.ts';
import type { PayFineDeps } from './flows/pay-fine.ts';
import { verifyDocument } from './flows/verify-document.ts';
import type { VerifyDocumentDeps } from './flows/verify-document.ts';

export const finesDialogs = (
  services: FindFinesDeps & MyFinesDeps & PayFineDeps & VerifyDocumentDeps & ContestFineDeps,
): readonly BoundFlow[] => [
  bindFlow(fines, services),
  bindFlow(myFines, services),
  // Before the one that opens a fine for payment: a quittance in a photo is to be checked.
  bindFlow(verifyDocument, services),
  bindFlow(payFine, services),
  bindFlow(contestFine, services),
];
