import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { myCredit, type MyCreditDeps } from './flows/my-credit.ts';

export const paymentsDialogs = (services: MyCreditDeps): readonly BoundFlow[] => [bindFlow(myCredit, services)];
