import { city, type Town } from './town.ts';

// From general knowledge, good to a kilometre or two: enough to tell what is near and how long the way takes. Communes
// stand where both their names and their places are certain.
export const townsOfCd: readonly Town[] = [
  city('kinshasa.cd', 'Kinshasa', 'kinshasa', [-4.325, 15.314], [
    ['Bandalungwa', -4.345, 15.283], ['Barumbu', -4.317, 15.328], ['Bumbu', -4.373, 15.296], ['Gombe', -4.305, 15.303],
    ['Kalamu', -4.349, 15.32], ['Kasa-Vubu', -4.342, 15.304], ['Kimbanseke', -4.44, 15.395], ['Kinshasa', -4.323, 15.311],
    ['Kintambo', -4.329, 15.27], ['Kisenso', -4.417, 15.342], ['Lemba', -4.395, 15.325], ['Limete', -4.364, 15.347],
    ['Lingwala', -4.321, 15.299], ['Makala', -4.379, 15.308], ['Maluku', -4.06, 15.56], ['Masina', -4.384, 15.391],
    ['Matete', -4.387, 15.347], ['Mont-Ngafula', -4.43, 15.272], ['Ndjili', -4.405, 15.376], ['Ngaba', -4.376, 15.318],
    ['Ngaliema', -4.367, 15.24], ['Ngiri-Ngiri', -4.357, 15.298], ['Nsele', -4.375, 15.495], ['Selembao', -4.381, 15.283],
  ]),
  city('lubumbashi.cd', 'Lubumbashi', 'haut-katanga', [-11.664, 27.479], [
    ['Lubumbashi', -11.664, 27.48], ['Kampemba', -11.655, 27.508], ['Kenya', -11.687, 27.47], ['Katuba', -11.703, 27.462],
    ['Kamalondo', -11.68, 27.48], ['Ruashi', -11.627, 27.545], ['Annexe', -11.61, 27.43],
  ]),
  city('likasi.cd', 'Likasi', 'haut-katanga', [-10.982, 26.736], [
    ['Likasi', -10.982, 26.733], ['Kikula', -10.975, 26.72], ['Panda', -10.997, 26.745], ['Shituru', -11.005, 26.765],
  ]),
  city('kipushi.cd', 'Kipushi', 'haut-katanga', [-11.761, 27.251]),
  city('matadi.cd', 'Matadi', 'kongo-central', [-5.832, 13.463], [
    ['Matadi', -5.823, 13.46], ['Nzanza', -5.835, 13.475], ['Mvuzi', -5.85, 13.455],
  ]),
  city('boma.cd', 'Boma', 'kongo-central', [-5.851, 13.054], [
    ['Nzadi', -5.857, 13.055], ['Kalamu', -5.845, 13.045], ['Kabondo', -5.838, 13.06],
  ]),
  city('mbanza-ngungu.cd', 'Mbanza-Ngungu', 'kongo-central', [-5.258, 14.858]),
  city('kenge.cd', 'Kenge', 'kwango', [-4.806, 17.042]),
  city('bandundu.cd', 'Bandundu', 'kwilu', [-3.317, 17.381]),
  city('kikwit.cd', 'Kikwit', 'kwilu', [-5.041, 18.816]),
  city('inongo.cd', 'Inongo', 'mai-ndombe', [-1.928, 18.288]),
  city('tshikapa.cd', 'Tshikapa', 'kasai', [-6.416, 20.8]),
  city('luebo.cd', 'Luebo', 'kasai', [-5.352, 21.422]),
  city('kananga.cd', 'Kananga', 'kasai-central', [-5.896, 22.417]),
  city('mbuji-mayi.cd', 'Mbuji-Mayi', 'kasai-oriental', [-6.136, 23.59]),
  city('kabinda.cd', 'Kabinda', 'lomami', [-6.138, 24.482]),
  city('mwene-ditu.cd', 'Mwene-Ditu', 'lomami', [-7.009, 23.453]),
  city('lusambo.cd', 'Lusambo', 'sankuru', [-4.975, 23.444]),
  city('lodja.cd', 'Lodja', 'sankuru', [-3.521, 23.6]),
  city('kindu.cd', 'Kindu', 'maniema', [-2.944, 25.922], [
    ['Kasuku', -2.942, 25.92], ['Mikelenge', -2.957, 25.912], ['Alunguli', -2.945, 25.943],
  ]),
  city('bukavu.cd', 'Bukavu', 'sud-kivu', [-2.507, 28.857], [
    ['Ibanda', -2.507, 28.866], ['Kadutu', -2.52, 28.847], ['Bagira', -2.475, 28.835],
  ]),
  city('uvira.cd', 'Uvira', 'sud-kivu', [-3.395, 29.138]),
  city('goma.cd', 'Goma', 'nord-kivu', [-1.679, 29.228], [
    ['Goma', -1.688, 29.23], ['Karisimbi', -1.662, 29.225],
  ]),
  city('butembo.cd', 'Butembo', 'nord-kivu', [0.142, 29.291]),
  city('beni.cd', 'Beni', 'nord-kivu', [0.491, 29.473]),
  city('bunia.cd', 'Bunia', 'ituri', [1.559, 30.252]),
  city('isiro.cd', 'Isiro', 'haut-uele', [2.774, 27.616]),
  city('kisangani.cd', 'Kisangani', 'tshopo', [0.515, 25.191], [
    ['Makiso', 0.515, 25.193], ['Tshopo', 0.535, 25.195], ['Mangobo', 0.527, 25.172], ['Kabondo', 0.522, 25.215],
    ['Kisangani', 0.508, 25.225], ['Lubunga', 0.495, 25.185],
  ]),
  city('buta.cd', 'Buta', 'bas-uele', [2.786, 24.73]),
  city('gbadolite.cd', 'Gbadolite', 'nord-ubangi', [4.279, 21.003]),
  city('lisala.cd', 'Lisala', 'mongala', [2.151, 21.517]),
  city('bumba.cd', 'Bumba', 'mongala', [2.188, 22.468]),
  city('gemena.cd', 'Gemena', 'sud-ubangi', [3.257, 19.772]),
  city('zongo.cd', 'Zongo', 'sud-ubangi', [4.343, 18.594]),
  city('mbandaka.cd', 'Mbandaka', 'equateur', [0.049, 18.26], [
    ['Mbandaka', 0.055, 18.262], ['Wangata', 0.035, 18.258],
  ]),
  city('boende.cd', 'Boende', 'tshuapa', [-0.282, 20.881]),
  city('kalemie.cd', 'Kalemie', 'tanganyika', [-5.947, 29.195]),
  city('kamina.cd', 'Kamina', 'haut-lomami', [-8.735, 24.998]),
  city('kolwezi.cd', 'Kolwezi', 'lualaba', [-10.715, 25.467], [
    ['Dilala', -10.715, 25.455], ['Manika', -10.72, 25.485],
  ]),
]; // prettier-ignore
