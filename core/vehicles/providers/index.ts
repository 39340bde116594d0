export { createFileProvider } from './file.provider.ts';
export { createHttpProvider } from './http.provider.ts';
export { createOfficialRegister } from './official-register.ts';
export type { OfficialRegister } from './official-register.ts';
export type { AskedOf, OfficialVehicle, VehicleProvider } from './provider.ts';
