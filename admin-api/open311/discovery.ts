import { t } from '../../core/dialog/words.ts';
import { definitionsChanged } from '../../core/open311/index.ts';
import type { Answer } from './format.ts';
import type { InLanguage } from './services.ts';

export interface DiscoveryDeps {
  readonly config: { readonly publicUrl: string; readonly isProduction: boolean };
}

/** What there is here, for programs that know only this address (Open311 Service Discovery). */
export const toDiscovery = ({ config }: DiscoveryDeps, { speak, language }: InLanguage): Answer => ({
  root: 'discovery',
  value: {
    changeset: definitionsChanged,
    contact: speak(t('open311:contact', { address: config.publicUrl }), language),
    key_service: speak(t('open311:keyService', { address: `${config.publicUrl}/docs/` }), language),
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${config.publicUrl}/open311/v2`,
        changeset: definitionsChanged,
        type: config.isProduction ? 'production' : 'test',
        formats: ['text/xml', 'application/json'],
      },
    ],
  },
});
