"""Drawings of funding signs: put in, drawn wherever the sign is named."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.test_office_pages import expected, statuses
from kaganek.programmes.models import FundingSign, Project
from kaganek.programmes.services.signs import ColourOnly, OddProportions, register_sign, row_with_files

EU, RP = "Dofinansowane przez Unię Europejską", "Rzeczpospolita Polska"


def png(width: int = 300, height: int = 100, colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def put_in(name: str = EU, variant: str = "colour", **picture: object) -> FundingSign:
    return register_sign(name, variant, png(**picture), by=SYSTEM, at=timezone.now())


@pytest.fixture
def dated(cast) -> Project:
    with seated(SYSTEM):
        Project.objects.filter(pk=cast.project.pk).update(
            period="2021", strip=row_with_files("2021", ["Powiat"])
        )
        return Project.objects.get(pk=cast.project.pk)


@pytest.mark.rule("W-22")
def test_a_new_drawing_reaches_every_strip_that_names_the_sign(dated):
    with seated(SYSTEM):
        first = put_in()
        again = put_in()
        newer = put_in(colour="black")
        dated.refresh_from_db()

        assert again.pk == first.pk
        assert {one["name"]: one.get("file") for one in dated.strip} == {
            "Fundusze Europejskie dla Rozwoju Społecznego": None, RP: None, EU: newer.sha256, "Powiat": None,
        }  # fmt: skip
        assert dated.strip[2]["ratio"] == 3.0
        assert list(FundingSign.objects.order_by("pk").values_list("sha256", "current")) == [
            (first.sha256, False), (newer.sha256, True),
        ]  # fmt: skip


@pytest.mark.rule("W-22")
def test_what_cannot_be_the_sign_is_refused_and_nothing_is_written(dated):
    with seated(SYSTEM):
        with pytest.raises(OddProportions):
            put_in(width=100)
        with pytest.raises(ColourOnly):
            put_in(RP, "mono")

        assert not FundingSign.objects.exists()


def test_the_supplier_puts_in_a_file_and_the_page_shows_it(client, cast, dated):
    client.force_login(cast.account("grazyna"))
    url = reverse("programmes:signs")
    file = SimpleUploadedFile("ue.png", png(600, 200))

    assert client.post(url, {"name": EU, "variant": "colour", "file": file}).status_code == 302
    page = client.get(url).content.decode()
    with seated(SYSTEM):
        digest = FundingSign.objects.get().sha256
    assert f'src="/znaki/{digest}.png" alt="{EU}" width="168" height="56"' in page
    client.logout()
    picture = client.get(reverse("programmes:sign_file", args=[digest]))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert client.get(reverse("programmes:sign_file", args=["0" * 64])).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": EU, "variant": "colour"}, "Wybierz plik ze znakiem."),
        ({"name": EU, "variant": "colour", "file": b"<svg/>"}, "Nie udało się odczytać obrazu."),
        ({"name": EU, "variant": "colour", "file": png(80, 80)}, "Proporcje nie pasują do tego znaku."),
        ({"name": RP, "variant": "mono", "file": png()}, "Barwy RP pokazuje się tylko w kolorze."),
    ],
)
def test_a_bad_file_is_refused_in_words(client, cast, data, said):
    client.force_login(cast.account("grazyna"))
    if "file" in data:
        data = data | {"file": SimpleUploadedFile("znak.png", data["file"])}

    answer = client.post(reverse("programmes:signs"), data)

    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    with seated(SYSTEM):
        assert not FundingSign.objects.exists()


def test_who_sees_the_page_and_who_puts_in_files(client, cast):
    url = reverse("programmes:signs")

    assert statuses(client, cast, url) == expected({"dorota", "daniel", "kazimierz", "grazyna"})
    client.force_login(cast.account("dorota"))
    assert client.post(url, {}).status_code == 404
