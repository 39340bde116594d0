import type { Role } from '../../core/identity/index.ts';
import type { ApiCaller } from '../auth.ts';

const deciders = ['opj', 'admin', 'super_admin'] as const;

/** In whose name somebody with several roles decides: the officer's first. */
export const decidingRole = ({ roles }: Pick<ApiCaller, 'roles'>): Role =>
  deciders.find((each) => roles.includes(each)) ?? 'customer';
