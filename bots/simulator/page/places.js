// @ts-check

/** Places to share without a network: name, town, coordinates. */
export const places = [
  { name: 'Boulevard du 30 Juin, Gombe', town: 'Kinshasa', latitude: -4.3033, longitude: 15.3105 },
  { name: 'Rond-point Victoire, Kalamu', town: 'Kinshasa', latitude: -4.3375, longitude: 15.3131 },
  { name: 'Place de l’Indépendance', town: 'Dakar', latitude: 14.6708, longitude: -17.4381 },
  { name: 'Marché Sandaga', town: 'Dakar', latitude: 14.6689, longitude: -17.4383 },
  { name: 'Rond-point Signers', town: 'Goma', latitude: -1.6792, longitude: 29.2228 },
  { name: 'Place de la Poste', town: 'Lubumbashi', latitude: -11.6647, longitude: 27.4794 },
];
