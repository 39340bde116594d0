/** Accounts that do not exist, so that the notes of the demonstration show every way to pay. */
export const demoBanks = {
  CD: { name: 'Banque de démonstration', account: '00000-00000-00000000000-00' },
  SN: { name: 'Banque de démonstration', account: 'SN00 SN000 00000 000000000000 00' },
} as const;
