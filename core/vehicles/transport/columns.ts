import type { VehicleCategory, VehicleColour, VehicleFuel } from '../vehicle.model.ts';

/** The columns of a file, and under which heads they come, without accents, spaces and signs. */
export const columns = {
  country: ['country', 'pays'],
  plate: ['plate', 'plaque', 'numerodeplaque', 'plaqueimmatriculation', 'immatriculation', 'numerodimmatriculation', 'numberplate', 'platenumber'],
  make: ['make', 'marque', 'brand'],
  model: ['model', 'modele', 'type', 'typecommercial'],
  category: ['category', 'categorie', 'genre', 'kind'],
  year: ['year', 'annee', 'anneemodele', 'anneedefabrication', 'modelyear'],
  colour: ['colour', 'color', 'couleur'],
  fuel: ['fuel', 'carburant', 'energie'],
  fiscalPower: ['fiscalpower', 'puissance', 'puissancefiscale', 'cv', 'chevauxfiscaux'],
  firstRegistration: ['firstregistration', 'premiereimmatriculation', 'miseencirculation', 'datedemiseencirculation', 'premieremiseencirculation'],
  mileage: ['mileage', 'kilometrage', 'km'],
  vin: ['vin', 'chassis', 'numerodechassis', 'numerochassis', 'chassisnumber'],
  ownerName: ['ownername', 'owner', 'proprietaire', 'nomduproprietaire', 'nom', 'titulaire'],
  ownerPhone: ['ownerphone', 'phone', 'telephone', 'tel', 'telephoneduproprietaire', 'numerodetelephone'],
  ownerEmail: ['owneremail', 'email', 'mail', 'courriel', 'adresseemail'],
  ownerArea: ['ownerarea', 'area', 'commune', 'ville', 'town', 'quartier'],
  ownerNif: ['ownernif', 'nif', 'ninea', 'numerofiscal', 'numeroimpot'],
  insuranceUntil: ['insuranceuntil', 'assurance', 'assurancejusquau', 'finassurance', 'findassurance', 'echeanceassurance', 'expirationassurance'],
  inspectionUntil: ['inspectionuntil', 'controletechnique', 'controletechniquejusquau', 'fincontroletechnique', 'visitetechnique', 'finvisitetechnique', 'echeancecontroletechnique'],
  taxUntil: ['taxuntil', 'vignette', 'vignettejusquau', 'finvignette', 'taxe', 'echeancevignette'],
} as const; // prettier-ignore
export type ColumnName = keyof typeof columns;
export const columnNames = Object.keys(columns) as ColumnName[];
export const requiredColumns = ['plate', 'make', 'model'] as const satisfies readonly ColumnName[];

/** A word without accents, capitals, spaces and signs. */
export const squeeze = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

const byHead = new Map(columnNames.flatMap((name) => columns[name].map((head) => [head as string, name] as const)));

/** Which column stands where; heads that mean nothing here are named. */
export function readHead(cells: readonly string[]): { places: (ColumnName | undefined)[]; ignored: string[] } {
  const seen = new Set<ColumnName>();
  const ignored: string[] = [];
  const places = cells.map((cell) => {
    const name = byHead.get(squeeze(cell));
    if (name !== undefined && !seen.has(name)) {
      seen.add(name);
      return name;
    }
    if (cell.trim() !== '') ignored.push(cell.trim().slice(0, 60));
    return undefined;
  });
  return { places, ignored };
}

const listOf = <Word extends string>(words: Readonly<Record<Word, readonly string[]>>): ReadonlyMap<string, Word> =>
  new Map(
    (Object.entries(words) as [Word, readonly string[]][]).flatMap(([word, others]) => [
      [squeeze(word), word] as const,
      ...others.map((other) => [other, word] as const),
    ]),
  );

export const categoryWords = listOf<VehicleCategory>({
  car: ['voiture', 'vp', 'vehiculeparticulier', 'particulier', 'berline', '4x4', 'suv', 'pickup', 'jeep'],
  motorcycle: ['moto', 'motocyclette', 'motocycle', 'scooter', 'tricycle'],
  minibus: ['minicar', 'mini', 'carrapide'],
  bus: ['autobus', 'autocar'],
  truck: ['camion', 'camionnette', 'poidslourd', 'tracteur', 'lorry'],
  taxi: ['taxibus', 'transportpublic'],
  other: ['autre', 'remorque', 'engin'],
});
export const colourWords = listOf<VehicleColour>({
  white: ['blanc', 'blanche'],
  black: ['noir', 'noire'],
  grey: ['gris', 'grise', 'gray'],
  silver: ['argent', 'argente', 'argentee'],
  red: ['rouge', 'bordeaux'],
  blue: ['bleu', 'bleue'],
  green: ['vert', 'verte'],
  yellow: ['jaune'],
  brown: ['brun', 'brune', 'marron'],
  beige: ['creme'],
  other: ['autre', 'orange', 'violet', 'rose', 'dore'],
});
export const fuelWords = listOf<VehicleFuel>({
  petrol: ['essence', 'gasoline', 'super', 'es'],
  diesel: ['gasoil', 'gazole', 'mazout', 'go'],
  hybrid: ['hybride'],
  electric: ['electrique'],
  gas: ['gaz', 'gpl', 'gnv'],
  other: ['autre'],
});
