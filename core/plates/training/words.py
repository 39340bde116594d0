"""What is written on plates, cars and streets besides the number."""

STATES = """TEXAS|CALIFORNIA|New York|NEW YORK|Florida|FLORIDA|SUNSHINE STATE|Ohio|OHIO|GRAND CANYON STATE|ARIZONA|Land of Lincoln|ILLINOIS|Illinois|KENTUCKY|Georgia|GEORGIA|
Peach State|MICHIGAN|Pure Michigan|Oregon|OREGON|Pacific Wonderland|WASHINGTON|Evergreen State|VIRGINIA|Virginia is for Lovers|GARDEN STATE|NEW JERSEY|New Jersey|PENNSYLVANIA|visitPA.com|
MISSOURI|SHOW-ME STATE|Colorado|COLORADO|UTAH|LIFE ELEVATED|Greatest Snow on Earth|NEVADA|IDAHO|SCENIC IDAHO|FAMOUS POTATOES|MONTANA|Treasure State|WYOMING|NEBRASKA|KANSAS|OKLAHOMA|
Native America|ARKANSAS|The Natural State|LOUISIANA|Sportsman's Paradise|MISSISSIPPI|ALABAMA|Sweet Home|Heart of Dixie|TENNESSEE|The Volunteer State|CAROLINA|NORTH CAROLINA|FIRST IN FLIGHT|
SOUTH CAROLINA|Smiling Faces|MARYLAND|DELAWARE|The First State|CONNECTICUT|Constitution State|RHODE ISLAND|Ocean State|MASSACHUSETTS|The Spirit of America|VERMONT|Green Mountains|
NEW HAMPSHIRE|LIVE FREE OR DIE|MAINE|Vacationland|MINNESOTA|Explore|10,000 lakes|WISCONSIN|America's Dairyland|IOWA|INDIANA|In God We Trust|Crossroads of America|NORTH DAKOTA|
Peace Garden State|SOUTH DAKOTA|Great Faces Great Places|HAWAII|Aloha State|ALASKA|The Last Frontier|NEW MEXICO|Land of Enchantment|WASHINGTON DC|TAXATION WITHOUT REPRESENTATION|
EMPIRE STATE|Great Lakes|Wild Wonderful|WEST VIRGINIA|Ontario|YOURS TO DISCOVER|BRITISH COLUMBIA|Je me souviens|DISABLED VETERAN|PURPLE HEART|FIREFIGHTER|UNIVERSITY|dmv.ca.gov|
myflorida.com|TEMPORARY|DEALER|The Lone Star State|APPORTIONED|PASSENGER|TRAILER|COMMERCIAL|EXEMPT|State of|AMATEUR RADIO|Support Education|Wildlife|Save the Bay|KNOX|FRANKLIN|HAMILTON|JEFFERSON"""

ROAD = """VOLVO|TOYOTA|Toyota|HONDA|HYUNDAI|FORD|Ford|CHEVROLET|NISSAN|KIA|MAZDA|SUZUKI|MITSUBISHI|MERCEDES|BMW|AUDI|PEUGEOT|RENAULT|CITROEN|FIAT|OPEL|SKODA|VOLKSWAGEN|JEEP|DODGE|SUBARU|LEXUS|
COROLLA|CAMRY|CIVIC|ACCORD|HILUX|LAND CRUISER|RAV4|PRADO|PATROL|Golf|POLO|Passat|Octavia|Fabia|Clio|Megane|TURBO|Turbo|DIESEL|TDI|4x4|4WD|AWD|V6|V8|XLT|GLX|SPORT|LIMITED|HYBRID|AUTOMATIC|2.0 TDI|1.6 HDi|GTI|SE|LX|EX|
Auto Haus|AUTOHAUS|www.auto.com|www.autosalon.sk|Motors|AUTO SALES|SUNTRUP|Honda of|HYUNDAI STORE|Dealer since|Rent a Car|LOCATION DE VOITURES|TAXI|TRANSPORT|LIVRAISON|SERVICE|Autocentrum|
KINSHASA|DAKAR|LUBUMBASHI|GOMA|THIES|REPUBLIQUE DU SENEGAL|CONGO|RDC|REPUBLIQUE DEMOCRATIQUE DU CONGO|BA-SALVADOR|MG-CONTAGEM|SP-SAO PAULO|RJ-RIO DE JANEIRO|PR-CURITIBA|MG-BELO HORIZONTE|
BRASIL|RS-PORTO ALEGRE|SC-BLUMENAU|DF-BRASILIA|GO-GOIANIA|CE-FORTALEZA|PE-RECIFE|DEUTSCHLAND|ESPANA|Slovensko|POLSKA|FRANCE|ALGERIE|MERCOSUL"""

STREET = """PHARMACIE|Pharmacie|ALIMENTATION|Boutique|BOUTIQUE|RESTAURANT|Restaurant|CHEZ MAMAN|COIFFURE|Salon de coiffure|BANQUE|HOTEL|Hotel|GARAGE|Garage moderne|PIECES DETACHEES|QUINCAILLERIE|
BOULANGERIE|Depot de boissons|AGENCE|Airtel Money|M-PESA|Orange Money|CASH POINT|POLICE|POLICE ROUTIERE|AMBULANCE|ECOLE|Ecole primaire|EGLISE|Centre medical|HOPITAL|Station|STATION SERVICE|TOTAL|
Bienvenue|A VENDRE|A LOUER|ATTENTION|DANGER|STOP|SORTIE|ENTREE|Parking|PARKING|No Parking|EXIT|ONE WAY|SPEED LIMIT|FOR SALE|OPEN|Open|CLOSED|Coffee|PIZZA|BURGER|MARKET|BANK|Please keep distance|
BABY ON BOARD|How's my driving?|CALL|Appelez le|TEL|Tel:|www.|info@|.com|.cd|Dieu est grand|Jesus Vous Aime|God is good|Allah Akbar|MERCI SEIGNEUR|Touche pas|Alhamdoulilah|Talibe|Gardez vos distances|
Cars Rapides|Transports en commun|SOTRAC|TRANSCO|ESPRIT DE VIE|Nzambe malamu|Papa wemba|Mbote|Lisolo|Service public|Ministere|PROVINCE|COMMUNE|Avenue|BOULEVARD|RUE|N2O|Michelin|GOODYEAR|Bridgestone"""


def _split(text):
    return [word.strip() for word in text.replace("\n", "").split("|") if word.strip()]


PLATE_WORDS = _split(STATES) + _split(ROAD)
FEWEST_SIGNS = 4  # two or three letters alone may be the second line of a plate: they are read, and the product drops them
STREET_WORDS = [w for w in _split(STREET) + _split(ROAD) + _split(STATES) if sum(c.isalnum() for c in w) >= FEWEST_SIGNS]


def date_or_phone(r):
    """Figures that are no plate: a camera's stamp of date and time, a telephone number on a door, a price."""
    sort = r.random()
    if sort < 0.45:
        day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(2003, 2026)
        time = f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}" + r.choice(["", f":{r.randint(0, 59):02d}", " PM", " AM"])
        date = r.choice([f"{year}/{month:02d}/{day:02d}", f"{day:02d}.{month:02d}.{year}", f"{month:02d}/{day:02d}/{year}", f"{year}-{month:02d}-{day:02d}", f"{day:02d}/{month:02d}/{year % 100:02d}"])
        return r.choice([date, f"{date} {time}", f"{date} {time}", time])
    if sort < 0.85:
        number = "".join(r.choice("0123456789") for _ in range(9))
        a, b, c = number[:3], number[3:6], number[6:]
        return r.choice([f"+243 {a} {b} {c}", f"Tel: {a} {b} {c}", f"+221 {number[:2]} {number[2:5]} {number[5:7]} {number[7:]}", f"({a}) {b}-{c}{number[0]}", f"1-800-{a}-{b}7", f"Tel. 0{number}", f"+{number}{a[:2]}", f"{a}-{b}-{c}0"])
    return r.choice([f"{r.randint(1, 99)}.{r.randint(0, 99):02d} $", f"{r.randint(1, 99)}00 FC", f"{r.randint(10, 120)} km/h", f"-{r.randint(5, 70)}%", f"No. {r.randint(1, 999)}", f"{r.randint(1, 40)}/{r.randint(40, 90)}"])
