export { apiKeyModel } from './api-key.model.ts';
export type { ApiKeys } from './api-keys.ts';
export { attributesOf, definitionsChanged, type Attribute } from './attributes.ts';
export { open311Jobs } from './open311.jobs.ts';
export { createOpen311Part } from './open311-part.ts';
export { keyPermissions } from './types.ts';
export type * from './types.ts';
