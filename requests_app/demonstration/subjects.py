"""The invented taxpayers. Their TINs are 9xx with group 66 to 69, which nobody has ever been issued."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taxpayer:
    """An invented taxpayer as a request sets one forth. `on_record` is the address the IRS holds: '' for no record."""

    first_name: str
    last_name: str
    tin: str
    born: str
    street: str
    city: str
    state: str
    postal_code: str
    on_record: str = ""

    def fields(self) -> dict[str, str]:
        """Return the template's fields that say who this is."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "date_of_birth": self.born,
            "address_line1": self.street,
            "city": self.city,
            "state": self.state,
            "postal_code": self.postal_code,
            "country": "US",
        }

    def address(self) -> str:
        """Return the supplied address as one line."""
        return f"{self.street}, {self.city}, {self.state} {self.postal_code}"


def _same(person: Taxpayer) -> Taxpayer:
    values = {name: getattr(person, name) for name in Taxpayer.__slots__}
    return Taxpayer(**(values | {"on_record": person.address()}))


ALDEN = _same(Taxpayer("Rosa", "Aldenmock", "912-66-1001", "1979-02-11", "476 Prototype Ave", "Phoenix", "AZ", "85004"))
BREVIK = Taxpayer(
    "Anton", "Brevikdemo", "913-67-1002", "1984-07-30", "7869 Mapless Blvd", "Chicago", "IL", "60605",
    on_record="22 Moved Rd, Naperville, IL 60540",
)  # fmt: skip
CORTEZ = Taxpayer("Lucia", "Cortezsham", "914-68-1003", "1991-11-05", "4412 Sample Ct Apt 2B", "Denver", "CO", "80202")
DRAKE = _same(
    Taxpayer("Milo", "Drakeproxy", "915-69-1004", "1968-05-19", "15 Placeholder Way", "Houston", "TX", "77002")
)
EKLUND = _same(
    Taxpayer("Sonja", "Eklundtrial", "916-66-1005", "1973-09-02", "310 Specimen St", "Seattle", "WA", "98104")
)
FARAH = _same(Taxpayer("Idris", "Farahmock", "917-67-1006", "1988-12-24", "92 Rehearsal Ln", "Columbus", "OH", "43215"))
GRIEG = _same(
    Taxpayer("Hanna", "Griegsample", "918-68-1007", "1977-03-08", "1501 Prototype Rd", "Miami", "FL", "33130")
)
HOLT = _same(Taxpayer("Desmond", "Holtfixture", "919-69-1008", "1965-08-14", "77 Dry Run Dr", "Boston", "MA", "02110"))
IVANOV = _same(Taxpayer("Petra", "Ivanovdemo", "921-66-1009", "1990-04-27", "640 Mockup Pl", "Portland", "OR", "97205"))
JUAREZ = _same(
    Taxpayer("Emilio", "Juareztrial", "922-67-1010", "1982-10-16", "8 Stand-in Sq", "Atlanta", "GA", "30303")
)
KOVAC = _same(Taxpayer("Zora", "Kovacsham", "923-68-1011", "1970-01-21", "2203 Example Pkwy", "Dallas", "TX", "75201"))
LARSEN = _same(Taxpayer("Nils", "Larsenmock", "924-69-1012", "1986-06-09", "19 Sandbox Ter", "Newark", "NJ", "07102"))
MBEKI = _same(
    Taxpayer("Thandi", "Mbekisample", "925-66-1013", "1993-02-03", "501 Pretend Hwy", "Memphis", "TN", "38103")
)
NOVAK = _same(
    Taxpayer("Viktor", "Novakfixture", "926-67-1014", "1961-07-07", "33 Fictive Cir", "St. Louis", "MO", "63101")
)
ORTIZ = _same(
    Taxpayer("Camila", "Ortizproxy", "927-68-1015", "1989-09-29", "1204 Dummy Dr", "San Diego", "CA", "92101")
)
PETROV = _same(
    Taxpayer("Lev", "Petrovdemo", "928-69-1016", "1975-12-12", "66 Trial Run Rd", "Baltimore", "MD", "21202")
)
QUIROGA = _same(
    Taxpayer("Inez", "Quirogatrial", "929-66-1017", "1980-05-31", "905 Example Ave", "El Paso", "TX", "79901")
)
ROMERO = _same(Taxpayer("Hugo", "Romeromock", "931-67-1018", "1972-08-23", "48 Sample Blvd", "Tucson", "AZ", "85701"))
SILVA = _same(Taxpayer("Bento", "Silvasample", "932-68-1019", "1987-03-17", "710 Mock St", "Laredo", "TX", "78040"))
TORRES = _same(
    Taxpayer("Alma", "Torresproxy", "933-69-1020", "1994-10-01", "2 Fixture Ct", "Brownsville", "TX", "78520")
)
ULRICH = _same(Taxpayer("Uma", "Ulrichmock", "934-66-1021", "1981-01-09", "60 Walkthrough Ave", "Mesa", "AZ", "85201"))
WILLEM_SENIOR = _same(
    Taxpayer("Willem", "Pairfixture Sr", "935-67-1022", "1948-04-04", "31 Twin Mockup Ln", "Boise", "ID", "83702")
)
WILLEM_JUNIOR = _same(
    Taxpayer("Willem", "Pairfixture Jr", "936-68-1023", "1977-10-19", "31 Twin Mockup Ln", "Boise", "ID", "83702")
)
WILLEM = Taxpayer("Willem", "Pairfixture", "937-69-1024", "1977-10-19", "31 Twin Mockup Ln", "Boise", "ID", "83702")
"""The father or the son? Only a person can say."""
YARROW = _same(Taxpayer("Odile", "Yarrowdemo", "938-66-1025", "1983-02-15", "509 Practice Pl", "Boise", "ID", "83704"))

EVERYBODY = (
    ALDEN, BREVIK, CORTEZ, DRAKE, EKLUND, FARAH, GRIEG, HOLT, IVANOV, JUAREZ, KOVAC, LARSEN, MBEKI, NOVAK, ORTIZ,
    PETROV, QUIROGA, ROMERO, SILVA, TORRES, ULRICH, WILLEM_SENIOR, WILLEM_JUNIOR, YARROW,
)  # fmt: skip
