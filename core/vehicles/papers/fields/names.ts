/** Insurers of the two countries, folded: the name on the letterhead. */
export const insurers = [
  'SONAS', 'RAWSUR', 'ACTIVA', 'SFA CONGO', 'MAYFAIR', 'AFRISSUR', 'SUNU', 'NSIA', 'AXA', 'ALLIANZ', 'SANLAM', 'SAHAM', 'AMSA',
  'ASKIA', 'CNART', 'SONAM', 'SALAMA', 'WAFA ASSURANCE', 'LA PROVIDENCE', 'PREVOYANCE ASSURANCES', 'GPA',
]; // prettier-ignore

/** Makes on the roads of the two countries, folded. */
export const makes = [
  'TOYOTA', 'NISSAN', 'HYUNDAI', 'KIA', 'SUZUKI', 'MITSUBISHI', 'HONDA', 'MAZDA', 'ISUZU', 'DAIHATSU', 'SUBARU', 'LEXUS',
  'MERCEDES-BENZ', 'MERCEDES', 'BMW', 'VOLKSWAGEN', 'AUDI', 'OPEL', 'PORSCHE', 'RENAULT', 'PEUGEOT', 'CITROEN', 'DACIA',
  'FIAT', 'IVECO', 'SEAT', 'SKODA', 'VOLVO', 'SCANIA', 'MAN', 'DAF', 'FORD', 'CHEVROLET', 'JEEP', 'DODGE', 'LAND ROVER',
  'RANGE ROVER', 'JAGUAR', 'TATA', 'MAHINDRA', 'BAJAJ', 'TVS', 'HAOJUE', 'YAMAHA', 'HOWO', 'SINOTRUK', 'FAW', 'CHERY', 'GEELY',
  'HAVAL', 'JAC', 'KING LONG', 'YUTONG', 'SSANGYONG', 'DAEWOO', 'HINO', 'FUSO',
]; // prettier-ignore
