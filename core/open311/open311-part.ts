import { createApiKeys } from './api-keys.ts';
import { createListing } from './listing.ts';
import { createPosting, type PostingDeps } from './posting.ts';

/** F7: what the Open311 server stands on. */
export const createOpen311Part = (deps: PostingDeps) => ({
  open311Keys: createApiKeys(deps),
  open311Listing: createListing(deps),
  open311Posting: createPosting(deps),
});
