import { describe, expect, it } from 'vitest';
import { countries } from '../../../core/countries/index.ts';
import {
  capitalOf,
  citiesIn,
  citiesOf,
  cityNamed,
  cityOf,
  communeAt,
  communeNamed,
  communesOf,
  metresBetween,
  placeNamed,
} from '../../../core/geo/index.ts';

const both = ['CD', 'SN'] as const;

describe('a city', () => {
  it('is known in every region of both countries, by an id of its own, in a region that there is', () => {
    for (const country of both) {
      for (const { id, name } of countries[country].regions)
        expect(citiesIn(country, id).length, name).toBeGreaterThan(0);
      const regions = countries[country].regions.map(({ id }) => id);
      const cities = citiesOf(country);
      expect(new Set(cities.map(({ id }) => id)).size).toBe(cities.length);
      for (const city of cities) {
        expect(regions, city.name).toContain(city.region);
        expect(city.id, city.name).toMatch(new RegExp(`^[a-z-]+\\.${country.toLowerCase()}$`));
        expect(cityOf(city.id)).toBe(city);
      }
    }
    expect(capitalOf('CD').name).toBe('Kinshasa');
    expect(capitalOf('SN').name).toBe('Dakar');
  });

  it('has communes near its middle, each by a name of its own, and is one itself where none is known', () => {
    for (const country of both)
      for (const city of citiesOf(country)) {
        const communes = communesOf(country, city.id);
        expect(communes.length, city.name).toBeGreaterThan(0);
        expect(new Set(communes.map(({ name }) => name)).size).toBe(communes.length);
        for (const commune of communes) {
          expect(commune.region).toBe(city.region);
          // Maluku, the farthest commune of Kinshasa, is a province of its own size.
          expect(metresBetween(commune, city), commune.name).toBeLessThan(
            city === capitalOf(country) ? 45_000 : 12_000,
          );
        }
      }
    expect(communesOf('CD', 'kananga.cd')).toMatchObject([{ name: 'Kananga' }]);
    expect(communesOf('CD', 'goma.cd').map(({ name }) => name)).toEqual(['Goma', 'Karisimbi']);
  });

  it('is known as people type it', () => {
    expect(cityNamed('CD', 'mbuji mayi')?.id).toBe('mbuji-mayi.cd');
    expect(cityNamed('SN', 'zigunchor')?.id).toBe('ziguinchor.sn');
    expect(cityNamed('SN', 'Kinshasa')).toBeUndefined();
  });
});

describe('a commune', () => {
  it('has a position wherever the country names it', () => {
    for (const { code, communes } of Object.values(countries))
      expect(communesOf(code).map(({ name }) => name)).toEqual(expect.arrayContaining([...communes]));
  });

  it('is known as people type it, and with one slip where that leaves no doubt', () => {
    expect(communeNamed('CD', ' GOMBE ')?.name).toBe('Gombe');
    expect(communeNamed('CD', 'mont ngafula')?.name).toBe('Mont-Ngafula');
    expect(communeNamed('CD', 'kintanbo')?.name).toBe('Kintambo');
    expect(communeNamed('SN', 'medina')?.name).toBe('Médina');
    expect(communeNamed('SN', 'thies nord')?.city).toBe('thies.sn');
    expect(communeNamed('CD', 'xx')).toBeUndefined();
    expect(communeNamed('SN', 'Gombe')).toBeUndefined();
  });

  it('is that of the region where several cities have one of its name, else that of the capital', () => {
    expect(communeNamed('CD', 'Kalamu')?.city).toBe('kinshasa.cd');
    expect(communeNamed('CD', 'kalamu', 'kongo-central')?.city).toBe('boma.cd');
    expect(communeNamed('CD', 'kabonbo', 'tshopo')?.city).toBe('kisangani.cd');
    expect(communeNamed('CD', 'Gombe', 'tshopo')?.city).toBe('kinshasa.cd');
  });

  it('is never taken for a city whose name is like it', () => {
    expect(communeNamed('CD', 'Boma')).toBeUndefined();
    expect(placeNamed('CD', 'Boma')).toMatchObject({ id: 'boma.cd' });
    expect(placeNamed('CD', 'goma')).toMatchObject({ city: 'goma.cd' });
  });

  it('is the nearest to a position, and none far from all cities', () => {
    for (const country of both)
      for (const commune of communesOf(country)) expect(communeAt(country, commune)).toEqual(commune);
    expect(communeAt('CD', { latitude: -1.7, longitude: 29.24 })?.name).toBe('Goma');
    expect(communeAt('CD', { latitude: -2.5, longitude: 20 })).toBeUndefined();
  });
});
