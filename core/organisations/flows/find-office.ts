import { defineFlow, type Flow, type Option } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  act, byCommune, byKind, byName, byOrganisation, byPosition, byRegion, bySharedPosition, found, ofList, problem, tellProblem,
  toService, way, type Data,
  type FindOfficeDeps, type Next, type ScreenId, type Step,
} from './find-office.steps.ts'; // prettier-ignore
import {
  branch,
  branches,
  branchesHere,
  how,
  kinds,
  near,
  organisations,
  regions,
  serviceWith,
} from './find-office.views.ts';

export type { FindOfficeDeps, OfficeFound } from './find-office.steps.ts';

/** The ways to an office, and what follows from the service that was chosen there. */
const ways = (
  actions: (appointments: boolean) => readonly Option[],
  chosen: (turn: Step, value: string) => Next,
): Flow<ScreenId, Data, FindOfficeDeps>['screens'] => ({
  how: { show: how, on: { choice: way, text: byName, location: byPosition } },
  name: { show: () => ({ text: t('organisations:name.ask') }), on: { text: byName, location: byPosition } },
  kind: { show: kinds, on: { choice: byKind, text: byName } },
  region: { show: regions, on: { choice: byRegion, text: byName } },
  organisations: { show: organisations, on: { choice: byOrganisation, text: byName } },
  near: { show: near, on: { choice: byCommune, text: byCommune, location: byPosition } },
  branches: {
    show: branches,
    on: {
      choice: ofList,
      text: byName,
      location: byPosition,
    },
  },
  branch: { show: branch, on: { choice: toService, text: byName } },
  service: { show: serviceWith(actions), on: { choice: chosen, text: byName } },
});

/** E4: where something is done; for other dialogs, which get the branch and the service. */
export const findOffice = defineFlow<ScreenId, Data, FindOfficeDeps>({
  id: 'find-office',
  version: 1,
  start: 'how',
  screens: ways(() => [{ value: 'this', label: t('organisations:service.choose') }], found),
});

const screens = ways(
  (appointments) => [
    { value: 'ticket', label: t('organisations:service.ticket') },
    ...(appointments ? [{ value: 'appointment', label: t('organisations:service.appointment') }] : []),
  ],
  act,
);

/** The same from the menu: from the service on to a ticket or an appointment. */
export const offices = defineFlow<ScreenId, Data, FindOfficeDeps>({
  id: 'offices',
  version: 1,
  start: 'how',
  menu: { label: t('organisations:menu'), order: 30 },
  shortcuts: [
    { keywords: 'organisations:keywords' },
    { location: (position) => ({ query: { near: position } }), screen: 'branches' },
  ],
  screens: {
    ...screens,
    branches: {
      show: branchesHere,
      on: {
        ...screens.branches.on,
        // From a shared location, before there was a screen.
        opened: (turn) => (turn.data.query?.near ? bySharedPosition(turn, turn.data.query.near) : { go: 'how' }),
        choice: (turn, value) => (value === problem ? tellProblem(turn) : ofList(turn, value)),
      },
    },
  },
});
