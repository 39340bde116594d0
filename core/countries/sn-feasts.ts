/**
 * The feasts of the Muslim calendar in Senegal, as the tabular calendar expects them: Korité, Tabaski, Tamkharit, the Magal
 * of Touba and the Gamou. The day itself is told by the moon a day or two before and may be the next one: to be confirmed
 * each time, and until then a branch says so in the exceptional days of its hours. To be lengthened before 2030 is over.
 */
export const expectedFeasts: readonly string[] = [
  '2026-03-20', '2026-05-27', '2026-06-26', '2026-08-03', '2026-08-26',
  '2027-03-10', '2027-05-17', '2027-06-15', '2027-07-23', '2027-08-15',
  '2028-02-27', '2028-05-05', '2028-06-03', '2028-07-11', '2028-08-03',
  '2029-02-15', '2029-04-24', '2029-05-24', '2029-07-01', '2029-07-24',
  '2030-02-05', '2030-04-14', '2030-05-13', '2030-06-20', '2030-07-13',
]; // prettier-ignore
