"""Certificates that leave as files: recognised again by their hash, many in a ZIP, as Open Badges."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, check_credential_status

from kaganek.core.jobs import do
from kaganek.core.models import JobRun
from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.documents.models import Certificate, CertificateBundle, CertificatePrint
from kaganek.documents.services import bundles
from kaganek.documents.services.badges import badge_token, public_keys
from kaganek.documents.services.certificates import replace, revoke
from kaganek.documents.services.prints import certificate_pdf
from kaganek.documents.terms import CertificateFacts
from kaganek.documents.tests.factories import AT, make_certificate
from kaganek.lib.tests.reading_pdf import text_of

LATER = AT + timedelta(days=9)


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MADE_FILES", tmp_path / "made")
    monkeypatch.setattr(settings, "BADGE_KEYS", tmp_path / "badge-keys")
    cache.clear()


@pytest.fixture
def annas(cast) -> Certificate:
    with seated(cast.seat("anna")):
        return make_certificate(cast.enrolments["anna"])


@pytest.fixture
def cezarys(cast, annas) -> Certificate:
    with seated(cast.seat("cezary")):
        return make_certificate(cast.enrolments["cezary"])


def taken(client, cast, who: str, certificate: Certificate) -> bytes:
    client.force_login(cast.account(who))
    body = client.get(reverse("documents:certificate_pdf", args=[certificate.pk])).content
    client.logout()
    return body


def check(client, body: bytes):
    return client.get(reverse("documents:check_file"), {"skrot": sha256(body).hexdigest()})


@pytest.mark.rule("D-07")
@pytest.mark.parametrize("who", ["anna", "bogdan", "dorota", "irena"])
def test_a_file_handed_out_to_anyone_is_known_again(client, cast, annas, who):
    body = taken(client, cast, who, annas)
    page = check(client, body)

    assert page.status_code == 200
    assert "Plik jest niezmieniony" in page.content.decode()
    assert "Anna Wrona" in page.content.decode()


@pytest.mark.rule("D-07")
def test_one_changed_byte_is_another_file(client, cast, annas):
    body = taken(client, cast, "anna", annas)
    changed = body[:-1] + bytes([body[-1] ^ 1])

    page = check(client, changed)

    assert page.status_code == 404
    assert "Nie znamy tego pliku" in page.content.decode()
    assert "Anna" not in page.content.decode()


@pytest.mark.parametrize("digest", ["", "x", "0" * 63, "g" * 64, "' OR 1=1 --" + "0" * 53])
def test_what_is_no_hash_is_no_file(client, annas, digest):
    assert client.get(reverse("documents:check_file"), {"skrot": digest}).status_code == 404


def test_taken_twice_it_is_remembered_once_and_stays_known_when_revoked(client, cast, annas):
    first = taken(client, cast, "anna", annas)
    assert taken(client, cast, "bogdan", annas) == first
    with seated(SYSTEM):
        assert CertificatePrint.objects.count() == 1
        revoke(annas.pk, reason="pomyłka", by=SYSTEM, at=LATER)
    page = check(client, first).content.decode()

    assert "Ten certyfikat jest unieważniony" in page
    assert "Plik jest niezmieniony" in page


def test_nobody_but_the_system_reads_the_hashes(cast, annas, client):
    taken(client, cast, "anna", annas)
    for seat in (*cast.seats.values(), ANONYMOUS):
        if seat.role in ("supplier", "operator"):
            continue
        with pytest.raises(Exception, match="permission denied"), seated(seat):
            CertificatePrint.policed.count()


def test_wrong_files_are_limited(client, annas):
    answers = {check(client, str(number).encode()).status_code for number in range(40)}

    assert answers == {404, 429}


# ---------------------------------------------------------------- bundles


def asked(client, cast, who: str, query: str = ""):
    client.force_login(cast.account(who))
    return client.post(reverse("documents:bundle_ask") + query)


def made(who_seat) -> CertificateBundle:
    """Do the job that waits, as the worker does."""
    with seated(who_seat):
        job = JobRun.objects.latest("pk")
    watched = {
        "job_id": job.pk, "person_id": who_seat.person_id, "account_id": who_seat.account_id,
        "membership_id": who_seat.membership_id,
    }  # fmt: skip
    do(bundles.BUNDLING, {"watched": watched, **job.facts})
    with seated(who_seat):
        return CertificateBundle.objects.latest("pk")


def test_a_supervisors_bundle_holds_own_office_and_nobody_else(client, cast, annas, cezarys):
    answer = asked(client, cast, "bogdan")
    assert answer.status_code == 302
    bundle = made(cast.seat("bogdan"))

    page = client.get(reverse("documents:bundle", args=[bundle.pk])).content.decode()
    file = client.get(reverse("documents:bundle_download", args=[bundle.pk]))
    body = b"".join(file.streaming_content)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        assert names == ["wrona-anna_k-2026-000001.pdf", "spis.csv"]
        assert "Anna Wrona" in text_of(archive.read(names[0]))
        contents = archive.read("spis.csv").decode("utf-8-sig")
    assert "1\u00a0certyfikat" in unescape(page)
    assert contents.count("\r\n") == 2
    assert "Cezary" not in contents
    assert file["Content-Type"] == "application/zip"
    assert "no-store" in file["Cache-Control"]
    client.logout()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert check(client, archive.read(names[0])).status_code == 200
    for other in ("janina", "celina", "dorota", "anna"):
        client.force_login(cast.account(other))
        assert client.get(reverse("documents:bundle", args=[bundle.pk])).status_code in (403, 404)
        assert client.get(reverse("documents:bundle_download", args=[bundle.pk])).status_code in (403, 404)


def test_filters_of_the_list_are_filters_of_the_bundle(client, cast, annas, cezarys):
    asked(client, cast, "dorota", "?q=dzik")
    bundle = made(cast.seat("dorota"))

    assert bundle.number == 1
    with zipfile.ZipFile(bundles.bundle_path(str(bundle.key))) as archive:
        assert archive.namelist()[0].startswith("dzik-cezary")


def test_asked_twice_it_is_made_once(client, cast, annas):
    first, second = asked(client, cast, "bogdan"), asked(client, cast, "bogdan")
    assert first["Location"] == second["Location"]
    bundle = made(cast.seat("bogdan"))
    assert made(cast.seat("bogdan")) == bundle
    assert len(list(Path(settings.MADE_FILES).iterdir())) == 1


def test_nothing_that_stands_is_nothing_to_bundle(client, cast, annas):
    with seated(SYSTEM):
        revoke(annas.pk, reason="pomyłka", by=SYSTEM, at=LATER)
    answer = asked(client, cast, "bogdan")

    assert answer["Location"] == reverse("documents:certificates")
    with seated(cast.seat("bogdan")):
        assert JobRun.objects.count() == 0


@pytest.mark.parametrize("who", ["anna", "irena", "kazimierz", "ewa"])
def test_who_may_not_bundle(client, cast, annas, who):
    assert asked(client, cast, who).status_code == 403


def test_a_broken_bundle_leaves_no_file(cast, annas, monkeypatch):
    def broken(number: int) -> None:
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        bundles.make_bundle([annas.pk], job_id=1, tell=broken, by=cast.seat("bogdan"), at=LATER)
    assert list(Path(settings.MADE_FILES).iterdir()) == []


def test_after_a_week_the_file_is_gone(client, cast, annas):
    asked(client, cast, "bogdan")
    bundle = made(cast.seat("bogdan"))
    path = bundles.bundle_path(str(bundle.key))

    assert bundles.remove_old_bundles(at=timezone.now() + timedelta(days=6)) == 0
    assert path.exists()
    assert bundles.remove_old_bundles(at=timezone.now() + timedelta(days=8)) == 1
    assert not path.exists()
    assert client.get(reverse("documents:bundle", args=[bundle.pk])).status_code == 404


# ---------------------------------------------------------------- badges


def token_of(client, cast, certificate: Certificate) -> str:
    client.force_login(cast.account("anna"))
    answer = client.get(reverse("documents:badge", args=[certificate.pk, "jwt"]))
    client.logout()
    assert answer["Content-Type"] == "application/vc+jwt"
    return answer.content.decode()


def pem_of(client, token: str) -> bytes:
    """The issuer's key, fetched as a stranger's program would: by the address in the token's header."""
    kid = jwt.get_unverified_header(token)["kid"]
    assert kid.startswith(settings.BASE_URL)
    jwk = client.get(kid.removeprefix(settings.BASE_URL)).json()
    assert jwk in client.get(reverse("documents:badge_keys")).json()["keys"]
    return jwt.PyJWK(jwk).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.rule("D-08")
def test_a_badge_says_what_the_certificate_says(client, cast, annas):
    token = token_of(client, cast, annas)
    read = OB3Verifier(pem_of(client, token)).verify(token)

    assert (read.name, read.credits_earned) == (annas.said.title, 6.0)
    assert read.results[0].value == "90"
    assert read.identifiers[0].identity_hash == "Anna Wrona"
    assert read.id.endswith(reverse("documents:checked", args=[annas.shown_code]))
    profile = client.get(read.issuer.id.removeprefix(settings.BASE_URL)).json()
    assert (profile["id"], profile["name"]) == (read.issuer.id, annas.said.organiser)


# Each fact unlike every other, so that one that is left out cannot hide behind another.
SAID = CertificateFacts(
    person="Zuzanna Żółw", office="Urząd Gminy Modrzewie", title="Jasny list", hours="7.5", score="83.25",
    verification="rozmowa z trenerem", began_on="2019-03-04", ended_on="2019-05-06", programme="Dobra gmina",
    programme_version=41, project="Mosty nad Bzurą", agreement="UM/77/2018", organiser="Szkoła Wiosenna",
    place="Skierniewice", issued_on="2019-06-08", strip=("Znak Dębu", "Znak Klonu"), about="o odbyciu stażu",
    statement="Uczestniczyła z zapałem.", signatory="Dyrektor Szkoły", patron="Izba Zegarmistrzów",
    patron_confirmation="IZ-5/2018", patron_mark="0" * 64, valid_until="2099-10-11",
    strip_files=("1" * 64, ""),
)  # fmt: skip
# How programs or people read a fact that is not said in the very words it is kept in.
READ_AS = {
    "hours": "7.5,",
    "began_on": "2019-03-04T00:00:00",
    "ended_on": "2019-05-06T00:00:00",
    "programme_version": "Dobra gmina, wersja 41",
    "issued_on": "8 czerwca 2019",
    "valid_until": "11 października 2099",
}
# The paper does not say the employer; a mark and a sign are drawings, which are named in words.
NOT_IN_WORDS = {"office", "patron_mark", "strip_files"}


def carried(certificate: Certificate) -> str:
    """What the other library reads of a badge, as one text."""
    token = badge_token(certificate, email="zuzanna@modrzewie.example")
    (key,) = public_keys()
    pem = jwt.PyJWK(key).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return json.dumps(OB3Verifier(pem).verify(token).raw, ensure_ascii=False).replace("\xa0", " ")


@pytest.mark.rule("D-08")
@pytest.mark.parametrize("template", ["with words of its own", "without"])
def test_a_badge_carries_each_fact_of_the_certificate(annas, template):
    said = SAID if template == "with words of its own" else dataclasses.replace(SAID, statement="")
    annas.facts, annas.number = said.as_json(), "NR/2019/000042"
    badge = carried(annas)

    told = {name: value for name, value in annas.facts.items() if name not in NOT_IN_WORDS}
    assert [
        one.name for one in dataclasses.fields(SAID) if not getattr(SAID, one.name)
    ] == []  # a new fact joins
    wanted = {name: READ_AS.get(name, value) for name, value in told.items()} | {"number": annas.number}
    for name, value in wanted.items():
        for word in value if isinstance(value, list) else [value]:
            assert word in badge, name
    assert f'"licenseNumber": "{annas.number}"' in badge
    annas.facts.pop("patron_mark")  # nothing was drawn here
    paper = text_of(certificate_pdf(annas))
    assert [SAID.office in text for text in (badge, paper)] == [False, False]


@pytest.mark.rule("D-08")
def test_what_everybody_earned_names_nobody(annas):
    annas.facts = SAID.as_json()
    earned = json.loads(carried(annas))["credentialSubject"]["achievement"]

    text = json.dumps(earned, ensure_ascii=False)
    assert "Jasny list" in text
    assert [word for word in (SAID.person, SAID.score, "2019", SAID.statement) if word in text] == []


@pytest.mark.rule("D-08")
@pytest.mark.parametrize("deed", [None, "revoke", "replace"])
def test_the_status_list_says_that_it_was_taken_back(client, cast, annas, deed):
    token = token_of(client, cast, annas)
    pem = pem_of(client, token)
    read = OB3Verifier(pem).verify(token)
    with seated(SYSTEM):
        if deed:
            {"revoke": revoke, "replace": replace}[deed](annas.pk, reason="pomyłka", by=SYSTEM, at=LATER)

    def fetch(address: str) -> bytes:
        answer = client.get(address.removeprefix(settings.BASE_URL))
        assert "Anna" not in answer.content.decode()
        return answer.content

    if deed is None:
        check_credential_status(read, download=fetch, verify_list=True, list_pubkey_pem=pem)
    else:
        with pytest.raises(OB3VerificationError):
            check_credential_status(read, download=fetch, verify_list=True, list_pubkey_pem=pem)


def test_the_picture_carries_the_same_badge(client, cast, annas):
    client.force_login(cast.account("anna"))
    picture = client.get(reverse("documents:badge", args=[annas.pk, "png"]))

    token = OB3Verifier.extract_token_from_png(picture.content)
    assert picture["Content-Type"] == "image/png"
    assert jwt.decode(token, options={"verify_signature": False})["name"] == annas.said.title


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("cezary", 404), ("bogdan", 403), ("dorota", 403), ("grazyna", 403)]
)
def test_only_the_owner_takes_the_badge(client, cast, annas, who, status):
    client.force_login(cast.account(who))
    assert client.get(reverse("documents:badge", args=[annas.pk, "png"])).status_code == status


def test_a_revoked_one_gives_no_badge(client, cast, annas):
    with seated(SYSTEM):
        revoke(annas.pk, reason="pomyłka", by=SYSTEM, at=LATER)
    client.force_login(cast.account("anna"))
    assert client.get(reverse("documents:badge", args=[annas.pk, "png"])).status_code == 404


def test_who_organises_nothing_issues_nothing(client, cast):
    for name, args in (
        ("badge_issuer", [cast.zalesie.pk]),
        ("badge_status", [cast.zalesie.pk, 0]),
        ("badge_key", ["x"]),
    ):
        assert client.get(reverse(f"documents:{name}", args=args)).status_code == 404


def test_an_older_key_stays_published(client, cast, annas):
    old = token_of(client, cast, annas)
    folder = Path(settings.BADGE_KEYS)
    from kaganek.lib import badges

    (folder / "0002.pem").write_bytes(badges.new_key())
    new = token_of(client, cast, annas)

    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert (
        OB3Verifier(pem_of(client, old)).verify(old).name == OB3Verifier(pem_of(client, new)).verify(new).name
    )
    assert [path.stat().st_mode & 0o077 for path in folder.glob("0001.pem")] == [0]
    assert len(json.loads(client.get(reverse("documents:badge_keys")).content)["keys"]) == 2
