"""Forms of one Polish word meet in one stem; the families are ours."""

from __future__ import annotations

import pytest

from kaganek.lib.stems import excerpt, stem, stems

FAMILIES = """
urząd urzędu urzędowi urzędem urzędzie urzędy urzędów urzędom urzędami urzędach
gmina gminy gminie gminę gminą gmin gminom gminami gminach
mieszkaniec mieszkańca mieszkańcowi mieszkańcem mieszkańcu mieszkańcy mieszkańców mieszkańcom
wniosek wniosku wnioski wniosków wnioskiem wnioskom
szkoła szkoły szkole szkołę szkołą szkół szkołom szkołach
pismo pisma pismem piśmie pism pismom pismami
decyzja decyzji decyzję decyzją decyzje decyzjom
termin terminu terminem terminie terminy terminów
usługa usługi usłudze usługę usługą usług usługom
ustawa ustawy ustawie ustawę ustaw
skarga skargi skardze skargę skarg
opłata opłaty opłacie opłatę opłat
podatek podatku podatki podatków podatkiem
radny radnego radnemu radnym radni radnych
prosty prosta proste prostego prostym prostych prosto
język języka językiem języku języki
pracownik pracownika pracownikiem pracownicy pracowników pracownikom
odpowiedź odpowiedzi odpowiedzią
droga drogi drodze drogę dróg
zadanie zadania zadaniu zadaniem zadań zadaniom
szkolenie szkolenia szkoleniu szkoleniem szkoleń
uczestnik uczestnika uczestnicy uczestników
ankieta ankiety ankiecie ankietę ankiet
budżet budżetu budżecie budżety
dokument dokumentu dokumencie dokumenty dokumentów
sprawa sprawy sprawie sprawę spraw
umowa umowy umowie umowę umów
wójt wójta wójtem wójcie wójtowie
księga księgi księdze ksiąg
dostępność dostępności dostępnością
jakość jakości jakością
ocena oceny ocenie ocenę ocen
plan planu planie plany planów
czas czasu czasie czasy
miasto miasta mieście miast
powiat powiatu powiecie powiaty
świadczenie świadczenia świadczeń
kierownik kierownika kierownicy
burmistrz burmistrza burmistrzowi burmistrzem
odwołanie odwołania odwołań
nauczyciel nauczyciela nauczyciele nauczycieli
obywatel obywatela obywatele obywateli
administracja administracji administracją
publiczny publicznego publiczna publicznych
ochrona ochrony ochronie
zgoda zgody zgodzie zgodę
kolejka kolejki kolejce kolejek
okienko okienka okienku okienek
""".strip().splitlines()


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_one_word_meet(family):
    assert len({stem(word) for word in family.split()}) == 1, {word: stem(word) for word in family.split()}


def test_different_words_seldom_meet():
    heads = [family.split()[0] for family in FAMILIES]

    assert len({stem(word) for word in heads}) >= len(heads) - 2


@pytest.mark.parametrize(
    ("word", "expected"), [("RODO", stem("rodo")), ("2026", "2026"), ("a1b", "a1b"), ("ą", "e"), ("W", "w")]
)
def test_short_words_and_numbers_stay(word, expected):
    assert stem(word) == expected


def test_words_without_accents_find_words_with_them():
    assert stem("wniosków") == stem("wnioskow")
    assert list(stems("Wnioski, wniosków!")) == [stem("wniosek")] * 2


def test_a_word_of_any_length_is_a_word():
    assert len(stem("a" * 10_000)) <= 60


TEXT = "Każdy urząd ma swoje zwyczaje. " * 10 + "W urzędzie gminy piszemy prosto." + " Reszta." * 40


def test_an_excerpt_marks_what_was_asked_for():
    pieces = excerpt(TEXT, [stem("gmina")], around=30)

    assert [text for text, asked in pieces if asked] == ["gminy"]
    assert pieces[0] == ("…", False)
    assert "".join(text for text, _ in pieces).endswith("…")
    assert len("".join(text for text, _ in pieces)) < 120


def test_a_beginning_of_a_word_stands_for_all_that_begin_so():
    assert [text for text, asked in excerpt("Gminy i gminne", ["gmin*"]) if asked] == ["Gminy", "gminne"]


def test_nothing_found_shows_the_beginning():
    assert excerpt("Krótki tekst", ["nic"]) == [("Krótki tekst", False)]
    assert excerpt("", ["nic"]) == []
