"""Who is in the demonstration."""

from __future__ import annotations

from kaganek.people.terms import Role

PASSWORD = "dwie zielone latarnie"  # noqa: S105  printed at start; the demonstration refuses production settings

# login: (office, first name, last name, department, roles)
OFFICE_PEOPLE = {
    "anna": ("Zalesie", "Anna", "Wrona", "Sekretariat", (Role.LEARNER,)),
    "bogdan": ("Zalesie", "Bogdan", "Maj", "Referat Organizacyjny", (Role.SUPERVISOR,)),
    "henryk": ("Zalesie", "Henryk", "Sowa", "Informatyka", (Role.IT_ADMIN, Role.SUPERVISOR, Role.LEARNER)),
    "janina": ("Zalesie", "Janina", "Żak", "Referat Organizacyjny", (Role.OFFICE_COORDINATOR,)),
    "celina": ("Borki", "Celina", "Lis", "Sekretariat", (Role.SUPERVISOR,)),
}  # fmt: skip
# login: (first name, last name, role, in the project?)
PROJECT_PEOPLE = {
    "dorota": ("Dorota", "Lis", Role.COORDINATOR, True),
    "ewa": ("Ewa", "Pióro", Role.EXPERT, False),
    "ludwik": ("Ludwik", "Brzoza", Role.EXPERT, False),
    "filip": ("Filip", "Górski", Role.CONSULTANT, True),
    "irena": ("Irena", "Waga", Role.AUDITOR, False),
    "grazyna": ("Grażyna", "Most", Role.SUPPLIER, False),
    "kazimierz": ("Kazimierz", "Kraj", Role.OPERATOR, False),
}
# name, office name, kind, voivodeship, code, people
OFFICES = (
    ("Zalesie", "Urząd Gminy Zalesie", "rural", "14", "145001", 44),
    ("Borki", "Urząd Gminy Borki", "rural", "06", "065001", 31),
    ("Lipniki", "Urząd Gminy Lipniki", "rural", "14", "145002", 18),
    ("Jasionka Górna", "Urząd Gminy Jasionka Górna", "rural", "12", "125001", 12),
    ("Wierzbno", "Urząd Miasta i Gminy Wierzbno", "mixed", "06", "065002", 26),
    ("Olszany", "Urząd Miasta i Gminy Olszany", "mixed", "30", "305001", 22),
    ("Kamienny Bród", "Urząd Miasta Kamienny Bród", "urban", "24", "245001", 37),
    ("Stare Brzozy", "Urząd Gminy Stare Brzozy", "rural", "28", "285001", 3),
    ("powiat dąbrowiecki", "Starostwo Powiatowe w Dąbrowcu", "county", "12", "1250", 29),
    ("Nowe Jeziory", "Urząd Gminy Nowe Jeziory", "rural", "30", "305002", 4),
)
ADVISED = ("Zalesie", "Lipniki", "Olszany")  # by Filip
DEPARTMENTS = (
    "Sekretariat", "Referat Organizacyjny", "Referat Finansowy", "Urząd Stanu Cywilnego", "Referat Inwestycji",
    "Referat Komunalny", "Informatyka", "Referat Oświaty",
)  # fmt: skip
POSITIONS = ("inspektor", "podinspektor", "referent", "kierownik referatu", "główny specjalista")
# Surnames that are the same for women and men.
SURNAMES = [
    "Nowak",
    "Lis",
    "Wrona",
    "Zięba",
    "Żak",
    "Ćwikła",
    "Łuczak",
    "Śliwa",
    "Mazur",
    "Krawczyk",
    "Zając",
    "Wróbel",
    "Sikora",
    "Baran",
    "Jeż",
    "Kos",
    "Bąk",
    "Wierzba",
    "Kalina",
    "Brzoza",
    "Sosna",
    "Woźniak",
    "Stępień",
    "Pawlak",
    "Michalak",
    "Duda",
    "Kubiak",
    "Gajda",
    "Pietrzak",
    "Marciniak",
    "Kędzia",
    "Źrebiec",
]
FIRST_NAMES = [
    "Anna",
    "Maria",
    "Katarzyna",
    "Małgorzata",
    "Agnieszka",
    "Barbara",
    "Ewa",
    "Krystyna",
    "Elżbieta",
    "Zofia",
    "Joanna",
    "Monika",
    "Wanda",
    "Halina",
    "Jan",
    "Piotr",
    "Krzysztof",
    "Andrzej",
    "Tomasz",
    "Paweł",
    "Marcin",
    "Michał",
    "Łukasz",
    "Jakub",
    "Zbigniew",
    "Stanisław",
]
