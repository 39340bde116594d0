import type { FileService } from '../../files/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import type { Looking, Option, Outcome, Turn, View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import type { IdentityService, Person } from '../types.ts';

type ScreenId = 'home' | 'copy' | 'erase';
interface Data {
  /** The file with the copy of the person's data. */
  readonly fileId: string;
}
export interface MyAccountDeps {
  readonly identity: IdentityService;
  readonly files: Pick<FileService, 'put'>;
}

const copyDays = 7;
const copyName = 'lisolo-donnees.json';
const jsonType = 'application/json';

const entry = (value: string): Option => ({ value, label: t(`identity:account.${value}`) });

function entriesFor(person: Person | undefined, { caller, surface }: Looking<Data, MyAccountDeps>): Option[] {
  if (!person?.consentAt) return [entry('language'), entry('agree')];
  return [
    entry('language'),
    entry(person.stoppedAt ? 'start' : 'stop'),
    ...(!caller.phone && surface.accepts.includes('contact') ? [entry('addPhone')] : []),
    // Only where photos can be sent: a phone's page is short.
    ...(surface.accepts.includes('photo') ? [{ value: 'photos', label: t('plates:kept.menu') }] : []),
    entry('copy'),
    entry('erase'),
  ];
}

async function showHome(looking: Looking<Data, MyAccountDeps>): Promise<View> {
  const { caller, deps } = looking;
  const person = caller.personId ? await deps.identity.byId(caller.personId) : undefined;
  const lines = person?.consentAt
    ? [
        ...(person.phone ? [t('identity:account.phone', { phone: person.phone })] : []),
        ...(person.stoppedAt ? [t('identity:account.stopped')] : []),
      ]
    : [t('identity:account.anonymous')];
  return { text: [t('identity:account.title'), ...lines], options: entriesFor(person, looking) };
}

async function makeCopy(
  { deps, turnId, now }: Turn<Data, MyAccountDeps>,
  personId: string,
): Promise<Outcome<ScreenId, Data>> {
  const copy = await deps.identity.copyOf(personId);
  const file = await deps.files.put({
    bytes: Buffer.from(JSON.stringify(copy, undefined, 2)),
    name: copyName,
    owner: personId,
    made: jsonType,
    key: `${turnId}:copy`,
    keepUntil: new Date(now.getTime() + copyDays * 24 * 60 * 60 * 1000),
  });
  return { go: 'copy', set: { fileId: file.id } };
}

async function choose(turn: Turn<Data, MyAccountDeps>, chosen: string): Promise<Outcome<ScreenId, Data>> {
  const { deps, caller } = turn;
  if (chosen === 'language') return { run: 'choose-language', then: 'home' };
  if (chosen === 'agree' || !caller.personId) return { run: 'ask-consent', then: 'home' };
  switch (chosen) {
    case 'addPhone':
      return { run: 'share-phone', then: 'home' };
    case 'photos':
      return { run: 'keep-photos', then: 'home' };
    case 'copy':
      return makeCopy(turn, caller.personId);
    case 'stop':
      await deps.identity.stop(caller.personId);
      return { go: 'home', notice: t('identity:stop.done') };
    case 'start':
      await deps.identity.start(caller.personId);
      return { go: 'home', notice: t('identity:start.done') };
    default:
      return { go: 'erase' };
  }
}

async function erase({ deps, caller }: Turn<Data, MyAccountDeps>, answer: string): Promise<Outcome<ScreenId, Data>> {
  if (answer !== 'yes' || !caller.personId) return { go: 'home' };
  try {
    await deps.identity.erase(caller.personId);
  } catch (error) {
    if (isLisoloError(error, 'conflict')) return { go: 'home', notice: t('identity:erase.staff') };
    throw error;
  }
  const forgotten = { personId: undefined, consent: 'unasked' as const, staffUntil: undefined, roles: [] };
  return { end: t('identity:erase.done'), caller: forgotten };
}

/** A9: what a person can see and decide about their own data. */
export const myAccount = defineFlow<ScreenId, Data, MyAccountDeps>({
  id: 'my-account',
  version: 1,
  start: 'home',
  menu: { label: t('identity:account.menu'), order: 90 },
  shortcuts: [{ keywords: 'identity:account.keywords', always: true }],
  screens: {
    home: { show: showHome, on: { choice: choose } },
    copy: {
      show: ({ data }) => ({
        text: t('identity:account.copyReady'),
        options: [{ value: 'home', label: t('identity:account.menu') }],
        attachments: [
          {
            kind: 'document',
            fileId: data.fileId ?? '',
            name: copyName,
            mimeType: jsonType,
            caption: t('identity:account.copyCaption'),
          },
        ],
      }),
      on: { choice: () => ({ go: 'home' }) },
    },
    erase: {
      show: () => ({
        text: t('identity:erase.ask'),
        options: [
          { value: 'no', label: t('identity:erase.no') },
          { value: 'yes', label: t('identity:erase.yes') },
        ],
      }),
      on: { choice: erase },
    },
  },
});
