export { isGuessablePin, isPin } from './credentials.ts';
export { gates, identityDialogs } from './dialogs.ts';
export { identityJobs } from './identity.jobs.ts';
export { createIdentityService } from './identity.service.ts';
export { hashSecret, verifySecret } from './secrets.ts';
export * from './types.ts';
