export { createCallLimits } from './limits.ts';
export { open311Router, type Open311Deps } from './router.ts';
