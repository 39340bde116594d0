export { bringUpSearchKeys } from './old-vehicles.ts';
export { plateDistance } from './plate-distance.ts';
export { foldPlate, searchKeys, vinKey } from './search-keys.ts';
export { createVehicleSearch } from './vehicle-search.ts';
export type { Finding, PlateAsked, VehicleSearch } from './vehicle-search.ts';
