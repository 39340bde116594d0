export { countries } from './countries.ts';
export { countryOfPhone, operatorById, operatorOf, parsePhone, walletsOf } from './phones.ts';
export { trafficFactor } from './traffic.ts';
export { yearIn, zoneOf } from './zone.ts';
export type { Country, Operator, PlateSeries, Region } from './types.ts';
