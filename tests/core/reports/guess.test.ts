import { describe, expect, it } from 'vitest';
import { languages, septets, toGsm } from '../../../core/dialog/index.ts';
import { createGuess } from '../../../core/reports/guess.ts';
import { categoryCodes } from '../../../core/reports/index.ts';
import { strictSpeak } from '../../support/talk.ts';

const guess = createGuess(strictSpeak);

describe('the guess of what a problem is', () => {
  it.each([
    ["Il y a un gros trou dans la route devant l'école", 'pothole'],
    ['des poubelles partout depuis une semaine', 'garbage'],
    ['les lampadaires ne marchent plus', 'street_light'],
    ["une fuite d'eau coule sur l'avenue", 'water_leak'],
    ['pas de courant depuis hier soir', 'power_cut'],
    ['A street light is broken', 'street_light'],
    ['potholes everywhere', 'pothole'],
    ['bosoto mingi na balabala', 'garbage'],
    ['courant ekatani banda lobi', 'power_cut'],
    ['kuna takataka nyingi mtaani', 'garbage'],
    ['maji yanavuja barabarani', 'water_leak'],
    ['mbalit bu bari ci mbedd mi', 'garbage'],
    ['kuraŋ bi dagg na', 'power_cut'],
    ['un fil électrique est tombé', 'power_line'],
    ['des kuluna attaquent le soir', 'insecurity'],
    ['musique trop forte toute la nuit', 'noise'],
  ])('takes "%s" for %s', (words, category) => {
    expect(guess(words)[0]).toBe(category);
  });

  it('forgives a slip, a missing accent, a plural, and Wolof written as French is read', () => {
    expect(guess('lampadiare')[0]).toBe('street_light');
    expect(guess('inondations')[0]).toBe('flooding');
    expect(guess('Erosion')[0]).toBe('erosion');
    expect(guess('ordurres')[0]).toBe('garbage');
    expect(guess('kourang bi dagg na')[0]).toBe('power_cut');
    expect(guess('garap gou danou')[0]).toBe('fallen_tree');
  });

  it.each([
    ['lampadère', 'street_light'],
    ['lampaderes', 'street_light'],
    ['le pano est tombé', 'road_sign'],
    ['des égous', 'sewage'],
    ['kouran bi dagg na', 'power_cut'],
    ['cupuur', 'power_cut'],
    ['de l’o stagnante', 'flooding'],
  ])('hears what is meant where it is written as it sounds: %s', (words, category) => {
    expect(guess(words)[0]).toBe(category);
  });

  it('does not hear in a short word another one', () => {
    expect(guess('un gros tas')).toEqual(['garbage']);
    for (const words of ['c’est très tard', 'it was late', 'toi aussi']) expect(guess(words)).toEqual([]);
  });

  it('says nothing where nothing is said, and never more than three things', () => {
    expect(guess('')).toEqual([]);
    expect(guess('bonjour, merci')).toEqual([]);
    expect(guess('route eau courant arbre bruit ordures égout')).toHaveLength(3);
  });

  it.each(languages)('knows each keyword of its own in %s, and two names for nothing', (language) => {
    const strange: string[] = [];
    for (const category of categoryCodes)
      for (const keyword of strictSpeak({ key: `report-categories:keywords.${category}` }, language).split(','))
        if (!guess(keyword).includes(category)) strange.push(`${category}: ${keyword}`);
    expect(strange).toEqual([]);
  });

  it('names every kind of problem in at most twenty characters on a simple phone', () => {
    for (const language of languages)
      for (const category of categoryCodes) {
        const name = toGsm(strictSpeak({ key: `report-categories:name.${category}` }, language, { short: true }));
        expect(septets(name), `${category} in ${language}`).toBeLessThanOrEqual(20);
      }
  });
});
