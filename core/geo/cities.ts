import { countryCodes, type CountryCode } from '../dialog/types.ts';

/** A city whose communes are known. */
export interface City {
  /** `kinshasa.cd`: also its jurisdiction in Open311. */
  readonly id: string;
  readonly name: string;
  readonly country: CountryCode;
  /** Of `core/countries`. */
  readonly region: string;
}

/** Those of the capital first. */
const cities: Readonly<Record<CountryCode, readonly City[]>> = {
  CD: [
    { id: 'kinshasa.cd', name: 'Kinshasa', country: 'CD', region: 'kinshasa' },
    { id: 'lubumbashi.cd', name: 'Lubumbashi', country: 'CD', region: 'haut-katanga' },
  ],
  SN: [{ id: 'dakar.sn', name: 'Dakar', country: 'SN', region: 'DK' }],
};

export const citiesOf = (country: CountryCode): readonly City[] => cities[country];

export const cityOf = (id: string): City | undefined =>
  countryCodes.flatMap((country) => cities[country]).find((city) => city.id === id);
