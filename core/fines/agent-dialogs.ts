import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { addProof, type AddProofDeps } from './flows/add-proof.ts';
import { myRecord, type MyRecordDeps } from './flows/my-record.ts';
import { myRecords, type MyRecordsDeps } from './flows/my-records.ts';
import { recordInfraction, type RecordInfractionDeps } from './flows/record-infraction.ts';
import { decideCases, type DecideCasesDeps } from './opj/flows/decide-cases.ts';
import { voidRecord, type VoidRecordDeps } from './flows/void-record.ts';

/** C2, C5: what the traffic police and the officers who decide do in the conversation. */
export const agentDialogs = (
  services: RecordInfractionDeps & MyRecordDeps & MyRecordsDeps & VoidRecordDeps & AddProofDeps & DecideCasesDeps,
): readonly BoundFlow[] => [
  bindFlow(recordInfraction, services),
  bindFlow(myRecords, services),
  bindFlow(myRecord, services),
  bindFlow(voidRecord, services),
  bindFlow(addProof, services),
  bindFlow(decideCases, services),
];
