import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { createFileProvider } from './file.provider.ts';
import { createHttpProvider } from './http.provider.ts';
import type { VehicleProvider } from './provider.ts';

export { createFileProvider } from './file.provider.ts';
export { createHttpProvider } from './http.provider.ts';
export { createOfficialRegister } from './official-register.ts';
export type { OfficialRegister } from './official-register.ts';
export type { AskedOf, OfficialVehicle, VehicleProvider } from './provider.ts';

/** The official registers that the settings plug in, in the order in which they are asked; a new one is a line here. */
export const pluggedIn = ({
  file,
  http,
  ...deps
}: {
  readonly file: string | undefined;
  readonly http: { readonly root: string; readonly token: string } | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): VehicleProvider[] => [
  ...(file === undefined ? [] : [createFileProvider({ ...deps, file })]),
  ...(http ? [createHttpProvider({ ...deps, ...http })] : []),
];
