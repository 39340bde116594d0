import { city, type Town } from './town.ts';

// As those of the Congo. In Dakar they are the quarters that people name, with the towns beside it.
export const townsOfSn: readonly Town[] = [
  city('dakar.sn', 'Dakar', 'DK', [14.694, -17.444], [
    ['Plateau', 14.667, -17.437], ['Médina', 14.681, -17.45], ['Fann', 14.692, -17.464], ['Fass-Colobane', 14.69, -17.452],
    ['Grand Dakar', 14.704, -17.455], ['HLM', 14.708, -17.445], ['Dieuppeul', 14.717, -17.455], ['Mermoz', 14.709, -17.472],
    ['Ouakam', 14.724, -17.49], ['Ngor', 14.75, -17.515], ['Yoff', 14.757, -17.48], ['Grand Yoff', 14.735, -17.449],
    ["Patte d'Oie", 14.745, -17.443], ['Parcelles Assainies', 14.757, -17.437], ['Cambérène', 14.77, -17.429],
    ['Hann Bel-Air', 14.717, -17.428], ['Guédiawaye', 14.776, -17.398], ['Pikine', 14.755, -17.394],
    ['Thiaroye', 14.757, -17.377], ['Keur Massar', 14.782, -17.312], ['Rufisque', 14.716, -17.273],
  ]),
  city('thies.sn', 'Thiès', 'TH', [14.789, -16.926], [
    ['Thiès Nord', 14.805, -16.93], ['Thiès Est', 14.79, -16.907], ['Thiès Ouest', 14.785, -16.945],
  ]),
  city('mbour.sn', 'Mbour', 'TH', [14.422, -16.964]),
  city('tivaouane.sn', 'Tivaouane', 'TH', [14.952, -16.815]),
  city('diourbel.sn', 'Diourbel', 'DB', [14.655, -16.232]),
  city('touba.sn', 'Touba', 'DB', [14.862, -15.875]),
  city('mbacke.sn', 'Mbacké', 'DB', [14.79, -15.908]),
  city('saint-louis.sn', 'Saint-Louis', 'SL', [16.018, -16.49]),
  city('richard-toll.sn', 'Richard-Toll', 'SL', [16.463, -15.701]),
  city('louga.sn', 'Louga', 'LG', [15.619, -16.224]),
  city('kaolack.sn', 'Kaolack', 'KL', [14.152, -16.073]),
  city('fatick.sn', 'Fatick', 'FK', [14.332, -16.405]),
  city('kaffrine.sn', 'Kaffrine', 'KA', [14.106, -15.551]),
  city('tambacounda.sn', 'Tambacounda', 'TC', [13.771, -13.667]),
  city('kedougou.sn', 'Kédougou', 'KE', [12.556, -12.181]),
  city('kolda.sn', 'Kolda', 'KD', [12.894, -14.941]),
  city('sedhiou.sn', 'Sédhiou', 'SE', [12.708, -15.557]),
  city('ziguinchor.sn', 'Ziguinchor', 'ZG', [12.568, -16.273]),
  city('matam.sn', 'Matam', 'MT', [15.656, -13.255]),
]; // prettier-ignore
