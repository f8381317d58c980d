"""The demonstration's accounts, as the start prints them and the sign-in page lists them."""

LOGINS = (  # who it is, login
    ("Uczestnik, Urząd Gminy Zalesie", "anna"),
    ("Opiekun, Urząd Gminy Zalesie", "bogdan"),
    ("Koordynator urzędu, Zalesie", "janina"),
    ("Administrator IT i opiekun, Zalesie", "henryk"),
    ("Opiekun, Urząd Gminy Borki", "celina"),
    ("Koordynator projektu", "dorota"),
    ("Ekspert, redaktor treści", "ewa"),
    ("Ekspert, recenzent", "ludwik"),
    ("Konsultant", "filip"),
    ("Audytor", "irena"),
    ("Dostawca platformy", "grazyna"),
    ("Operator krajowy", "kazimierz"),
)
