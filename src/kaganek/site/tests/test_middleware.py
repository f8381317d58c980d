"""Bodies larger than any file we take, and a character that no text keeps."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.cast import Cast

from kaganek.site.middleware import FORM_AROUND_FILE, HEARD_OUT, Readable, UploadLimit

LIST, FILM = settings.UPLOAD_LIMIT, settings.EDITORIAL_UPLOAD_LIMIT


class Body(io.RawIOBase):
    """As many bytes as asked for, and none of them in memory."""

    def __init__(self, size: int) -> None:
        self.left, self.largest = size, 0

    def read(self, size: int = -1) -> bytes:
        given = min(self.left, size if size >= 0 else self.left)
        self.left -= given
        self.largest = max(self.largest, given)
        return bytes(given)


def send(path: str, size: int, *, claimed: str | None = None) -> tuple[HttpResponse, Body]:
    body = Body(size)
    request: HttpRequest = RequestFactory().generic("POST", path, CONTENT_TYPE="application/octet-stream")
    request.META["CONTENT_LENGTH"] = str(size) if claimed is None else claimed
    request._stream = body
    return UploadLimit(lambda _: HttpResponse("dalej"))(request), body


@pytest.mark.parametrize("who", [None, "dorota"])
def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(client, cast, who) -> None:
    where = reverse("portal:case_put_off", args=[4])
    if who:
        client.force_login(cast.account(who))
    page = client.get(where, headers={"accept": "text/html"})
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "Tej strony nie da się otworzyć bezpośrednio" in page.content.decode()
    assert "Przejdź na stronę główną" in page.content.decode()
    assert (client.get(where).status_code, client.get(where).content) == (405, b""), "a program gets no page"


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/nauka/start/lista/", LIST, 200),
        ("/nauka/start/lista/", LIST + FORM_AROUND_FILE, 200),
        ("/nauka/start/lista/", LIST + FORM_AROUND_FILE + 1, 413),
        ("/rejestr/wczytaj/", 100_000_000, 413),
        ("/logowanie/", 100_000_000, 413),
        ("/redakcja/documents/add/", 100_000_000, 200),
        ("/redakcja/documents/add/", FILM + FORM_AROUND_FILE + 1, 413),
    ],
)
def test_a_body_larger_than_any_file_we_take_is_refused(path: str, size: int, status: int) -> None:
    answer, _ = send(path, size)
    assert answer.status_code == status


def test_the_refusal_is_in_polish_and_comes_when_all_was_heard_a_piece_at_a_time() -> None:
    answer, body = send("/nauka/start/lista/", 100_000_000)
    assert "Największy plik, jaki tu przyjmujemy, ma 20&nbsp;MB" in answer.content.decode()
    assert (body.left, body.largest) == (0, 2**16)


def test_who_sends_without_end_is_not_listened_to() -> None:
    answer, body = send("/nauka/start/lista/", HEARD_OUT * LIST + 1)
    assert answer.status_code == 413
    assert body.left == HEARD_OUT * LIST + 1


@pytest.mark.parametrize("claimed", ["", "nic", "-5", "١٢٣٤٥٦٧٨٩"])
def test_a_size_that_is_no_number_is_left_to_the_parser(claimed: str) -> None:
    assert send("/logowanie/", 0, claimed=claimed)[0].status_code == 200


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_was_typed_loses_the_character_that_no_text_keeps(kind: str) -> None:
    fields = {"tekst": ["a\x00b", "ż"], "pusty": "\x00"}
    request = (
        RequestFactory().post("/x/?q=%00ala&q=ma", fields)
        if kind.startswith("multipart")
        else RequestFactory().post("/x/?q=%00ala&q=ma", urlencode(fields, doseq=True), content_type=kind)
    )
    middleware = Readable(lambda seen: HttpResponse(",".join(seen.GET.getlist("q"))))

    assert middleware(request).content == b"ala,ma"
    middleware.process_view(request)
    assert dict(request.POST.lists()) == {"tekst": ["ab", "ż"], "pusty": [""]}


def test_an_address_with_it_is_no_page() -> None:
    with pytest.raises(Http404):
        Readable(lambda _: HttpResponse("dalej"))(RequestFactory().get("/projekty/a%00b/"))


def test_what_does_not_call_itself_utf_8_is_not_read(client: Client) -> None:
    for kind, status in (("utf-7", 400), ("utf-16", 400), ("UTF-8", 200)):
        answer = client.post(
            "/logowanie/", b"login=+2AA-", content_type=f"multipart/form-data; boundary=x; charset={kind}"
        )
        assert answer.status_code == status, kind


def test_pages_meet_no_such_character(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("dorota"))
    assert client.get("/projekty/%00/").status_code == 404
    assert client.get("/szukaj/?q=a%00b").status_code == 200
    assert client.get("/poczta/?q=%00").status_code == 200
