import { bindFlow } from '../../dialog/index.ts';
import type { BoundFlow } from '../../dialog/index.ts';
import { decidePapers, type DecidePapersDeps } from './flows/decide-papers.ts';
import { myPapers, type MyPapersDeps } from './flows/my-papers.ts';
import { sendPaper, type SendPaperDeps } from './flows/send-paper.ts';

/** B4: papers of vehicles in the conversation. */
export const paperDialogs = (services: SendPaperDeps & MyPapersDeps & DecidePapersDeps): readonly BoundFlow[] => [
  bindFlow(sendPaper, services),
  bindFlow(myPapers, services),
  bindFlow(decidePapers, services),
];
