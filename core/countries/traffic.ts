import type { CountryCode } from '../dialog/types.ts';

/**
 * How many times longer a way by car takes at the busiest hour than on an empty road, by the region and the commune that it
 * begins or ends in. All of them are estimates from general knowledge; they are to be measured before anybody relies on them.
 */
const factors: Readonly<Record<CountryCode, Readonly<Record<string, Readonly<Record<string, number>>>>>> = {
  CD: {
    kinshasa: {
      Bandalungwa: 2.1, Barumbu: 2.2, Bumbu: 1.8, Gombe: 2.5, Kalamu: 2.2, 'Kasa-Vubu': 2.3, Kimbanseke: 1.9, Kinshasa: 2.4,
      Kintambo: 2.4, Kisenso: 1.6, Lemba: 2.2, Limete: 2.4, Lingwala: 2.4, Makala: 1.9, Maluku: 1.2, Masina: 2.5,
      Matete: 2.1, 'Mont-Ngafula': 2.1, Ndjili: 2.3, Ngaba: 2.2, Ngaliema: 2.4, 'Ngiri-Ngiri': 2, Nsele: 1.5, Selembao: 2.1,
    },
    'haut-katanga': {
      Lubumbashi: 1.8, Kampemba: 1.6, Kenya: 1.7, Katuba: 1.5, Kamalondo: 1.7, Ruashi: 1.5, Annexe: 1.3,
    },
  },
  SN: {
    DK: {
      Plateau: 2.3, Médina: 2.2, Fann: 1.9, 'Fass-Colobane': 2.2, 'Grand Dakar': 2, HLM: 2.1, Dieuppeul: 1.9, Mermoz: 1.8,
      Ouakam: 1.7, Ngor: 1.6, Yoff: 1.8, 'Grand Yoff': 2, "Patte d'Oie": 2.2, 'Parcelles Assainies': 2, Cambérène: 1.8,
      'Hann Bel-Air': 2.1, Guédiawaye: 1.9, Pikine: 2.1, Thiaroye: 2.1, 'Keur Massar': 2, Rufisque: 1.8,
    },
  },
}; // prettier-ignore

/** Of the other towns and villages. */
const elsewhere = 1.4;

/** How much of the busiest hour's traffic there is in each hour of the day, 0 to 23; an estimate too. */
const share = [0, 0, 0, 0, 0, 0.3, 0.7, 1, 1, 0.8, 0.6, 0.6, 0.6, 0.6, 0.6, 0.7, 0.9, 1, 1, 0.8, 0.5, 0.3, 0.1, 0];

/** How many times longer a car takes in a commune at an hour (0 to 23) of its own clock. Never less than once. */
export function trafficFactor(
  country: CountryCode,
  { region, commune }: { readonly region: string; readonly commune?: string | undefined },
  hour: number,
): number {
  const busiest = (commune === undefined ? undefined : factors[country][region]?.[commune]) ?? elsewhere;
  return 1 + (busiest - 1) * (share[hour] ?? 0);
}
