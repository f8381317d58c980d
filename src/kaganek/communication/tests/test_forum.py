"""Topics and posts: written once, read by the space alone, corrected by their authors, answered, followed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.urls import reverse

from kaganek.communication.models import Post, PostFile, Topic, TopicFollow
from kaganek.communication.services.forum.files import FileRefused
from kaganek.communication.services.forum.moderation import restore_post
from kaganek.communication.services.forum.posting import (
    NotOwn,
    SpaceClosed,
    edit_post,
    mark_answer,
    open_topic,
    reply,
    withdraw_post,
)
from kaganek.communication.services.spaces import close_group
from kaganek.communication.tests.factories import AT, make_reply, make_topic
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.sent_files import NAMES

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000400000004008020000002501e2880000000049454e44ae426082"
)


def picture() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, "JPEG", exif=b"Exif\x00\x00TAJNE-MIEJSCE")
    return out.getvalue()


def note(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("notatka.txt", text.encode())


@pytest.mark.rule("C-34")
def test_a_topic_is_opened_once_and_its_author_follows_it(cast, group) -> None:
    anna = cast.seat("anna")
    for _ in range(2):
        made = make_topic(group, anna)
    with seated(anna):
        assert Topic.objects.count() == 1
        assert list(Post.objects.values_list("number", "text", "by_name", "by_place")) == [
            (1, "U nas kartka.", "Anna Wrona", cast.zalesie.office_name)
        ]
        assert list(TopicFollow.objects.values_list("topic", "person")) == [(made.pk, anna.person_id)]


@pytest.mark.rule("C-34")
def test_other_words_or_files_under_the_same_title_are_kept(cast, group) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        for text, files in (("Raz", []), ("Dwa", []), ("Raz", [note("a")]), ("Raz", [note("a")])):
            last = open_topic(group.pk, title="Plik", text=text, files=files, by=anna, at=AT)
        for files in ([note("a")], [note("a")], [note("bb")]):
            reply(last.pk, text="W załączniku.", files=files, by=anna, at=AT)
        assert Topic.objects.filter(title="Plik").count() == 3
        assert list(Post.objects.filter(topic=last).order_by("number").values_list("number", "files")) == [
            (1, 1),
            (2, 1),
            (3, 1),
        ]


@pytest.mark.rule("C-34")
def test_a_reply_comes_at_the_end_and_the_same_words_at_once_are_one(cast, topic) -> None:
    cezary = cast.seat("cezary")
    with seated(cezary):
        first = reply(topic.pk, text="My mamy numerki.", answers=1, by=cezary, at=AT)
        again = reply(topic.pk, text="My mamy numerki. ", answers=1, by=cezary, at=AT + timedelta(seconds=20))
        later = reply(topic.pk, text="My mamy numerki.", by=cezary, at=AT + timedelta(hours=1))
        topic.refresh_from_db()
        assert (first.pk, first.number, first.answers) == (again.pk, 2, 1)
        assert (later.number, topic.posts, topic.last_name) == (3, 3, "Cezary Dzik")
        said = {"text": "My mamy numerki.", "by": cezary, "at": AT + timedelta(hours=1)}
        assert reply(topic.pk, answers=2, **said).number == 4  # the same words to another post
        assert reply(topic.pk, answers=9, **said).number == 5  # to none, since there is no such post
        assert reply(topic.pk, answers=9, **said).number == 5


@pytest.mark.rule("C-34")
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200), ("bogdan", 200), ("celina", 200), ("cezary", 200), ("dorota", 200), ("filip", 200),
        ("daniel", 404), ("ewa", 404), ("irena", 403), ("grazyna", 403), ("kazimierz", 403),
    ],
)  # fmt: skip
def test_a_groups_topic_is_read_by_its_offices_and_nobody_else(
    client, cast, topic, who: str, status: int
) -> None:
    client.force_login(cast.account(who))
    for address in (
        reverse("communication:topic", args=[topic.pk]), reverse("communication:space", args=[topic.space_id]),
    ):  # fmt: skip
        assert client.get(address).status_code == status


def test_a_third_office_of_the_project_sees_nothing_of_the_group(client, cast, topic, third) -> None:
    from kaganek.people.models import Account

    with seated(SYSTEM):
        pass
    from kaganek.core.seats import account_door

    with account_door():
        dariusz = Account.objects.get(login="dariusz")
    client.force_login(dariusz)
    assert client.get(reverse("communication:topic", args=[topic.pk])).status_code == 404
    assert topic.title not in client.get(reverse("communication:forum")).content.decode()
    assert topic.title not in client.get(reverse("communication:search"), {"q": "kartka"}).content.decode()


def test_what_is_in_an_offices_space_stays_there(client, cast, home) -> None:
    inside = make_topic(home, cast.seat("anna"))
    for who in ("celina", "dorota", "filip", "daniel"):
        client.force_login(cast.account(who))
        assert client.get(reverse("communication:topic", args=[inside.pk])).status_code == 404
        assert client.post(reverse("communication:reply", args=[inside.pk]), {"text": "x"}).status_code == 404
    client.force_login(cast.account("bogdan"))
    assert client.get(reverse("communication:topic", args=[inside.pk])).status_code == 200


@pytest.mark.rule("C-30")
def test_the_page_says_who_reads_before_the_first_word(client, cast, topic) -> None:
    client.force_login(cast.account("anna"))
    page = client.get(reverse("communication:topic", args=[topic.pk])).content.decode().replace("&nbsp;", " ")
    page = page.replace("\xa0", " ")
    assert "Czytają i piszą:" in page
    assert page.index("Czytają i piszą:") < page.index("U nas kartka.")


@pytest.mark.rule("C-35")
def test_only_its_author_corrects_a_post(cast, topic) -> None:
    anna, cezary = cast.seat("anna"), cast.seat("cezary")
    with seated(anna):
        edit_post(topic.pk, 1, "U nas **numerek**.", by=anna, at=AT)
        post = Post.objects.get()
        assert (post.text, post.edited_at) == ("U nas **numerek**.", AT)
        assert post.html == "<p>U nas <strong>numerek</strong>.</p>"
    with seated(cezary), pytest.raises(NotOwn):
        edit_post(topic.pk, 1, "Cudze", by=cezary, at=AT)


@pytest.mark.rule("C-35")
def test_its_author_alone_withdraws_a_post(client, cast, topic) -> None:
    anna, cezary, dorota = cast.seat("anna"), cast.seat("cezary"), cast.seat("dorota")
    make_reply(topic, cezary)
    with seated(anna):
        mark_answer(topic.pk, 2, by=anna)
    address = reverse("communication:withdraw_post", args=[topic.pk, 2])
    client.force_login(cast.account("anna"))
    assert {client.get(address).status_code, client.post(address).status_code} == {404}
    with seated(dorota), pytest.raises(NotOwn):
        withdraw_post(topic.pk, 2, by=dorota, at=AT)

    client.force_login(cast.account("cezary"))
    assert "Na jego miejscu zostanie" in client.get(address).content.decode()
    for _ in range(2):  # a double click
        assert client.post(address).status_code == 302
    page = client.get(reverse("communication:topic", args=[topic.pk])).content.decode()
    assert "Wpis wycofany przez autora." in page
    with seated(SYSTEM):
        post, found = Post.objects.get(topic=topic, number=2), Topic.objects.get(pk=topic.pk)
    assert post.text not in page
    assert (found.hidden, found.answer) == (False, 0)

    with seated(dorota):
        restore_post(topic.pk, 2, reason="Szkoda", by=dorota, at=AT)
        assert Post.objects.get(topic=topic, number=2).hidden  # its author's decision
    client.force_login(cast.account("dorota"))
    page = client.get(reverse("communication:topic", args=[topic.pk])).content.decode()
    assert post.text in page
    assert reverse("communication:hide", args=[topic.pk, 2]) not in page


@pytest.mark.rule("C-35")
def test_a_topic_that_nobody_answered_goes_with_its_first_post(client, cast, topic) -> None:
    address = reverse("communication:withdraw_post", args=[topic.pk, 1])
    client.force_login(cast.account("anna"))
    assert "zniknie cały temat" in client.get(address).content.decode()
    space = reverse("communication:space", args=[topic.space_id])
    assert client.post(address).headers["Location"] == space
    assert topic.title not in client.get(space).content.decode()
    assert client.get(reverse("communication:topic", args=[topic.pk])).status_code == 404


@pytest.mark.rule("C-35")
def test_nothing_is_withdrawn_in_a_closed_group(client, cast, topic) -> None:
    with seated(cast.seat("dorota")):
        close_group(topic.space, by=cast.seat("dorota"), at=AT)
    with seated(cast.seat("anna")), pytest.raises(SpaceClosed):
        withdraw_post(topic.pk, 1, by=cast.seat("anna"), at=AT)


@pytest.mark.rule("C-35")
def test_the_author_and_those_who_keep_order_mark_the_answer(cast, topic) -> None:
    make_reply(topic, cast.seat("cezary"))
    for who, allowed in {"cezary": False, "celina": False, "anna": True, "dorota": True}.items():
        seat = cast.seat(who)
        with seated(seat):
            if not allowed:
                with pytest.raises(NotOwn):
                    mark_answer(topic.pk, 2, by=seat)
                continue
            assert mark_answer(topic.pk, 2, by=seat).answer == 2
            assert mark_answer(topic.pk, 2, by=seat).answer == 2
            assert mark_answer(topic.pk, 2, by=seat, answers=False).answer == 0


@pytest.mark.rule("C-34")
def test_nothing_is_written_in_a_closed_group(cast, topic) -> None:
    dorota, anna = cast.seat("dorota"), cast.seat("anna")
    with seated(dorota):
        close_group(topic.space, by=dorota, at=AT)
    with seated(anna):
        with pytest.raises(SpaceClosed):
            reply(topic.pk, text="Jeszcze jedno", by=anna, at=AT)
        with pytest.raises(SpaceClosed):
            open_topic(topic.space_id, title="Nowy", text="x", by=anna, at=AT)
        assert Post.objects.count() == 1


def test_a_post_cannot_lie_in_another_space_than_its_topic(cast, topic, wide) -> None:
    with seated(SYSTEM), pytest.raises(Error, match="topic_space_belongs"), transaction.atomic():
        Post.objects.filter(topic=topic).update(space=wide)
        connection.check_constraints()


@pytest.mark.rule("C-36")
def test_a_file_is_saved_and_never_opened_and_a_picture_is_drawn_anew(client, cast, group) -> None:
    client.force_login(cast.account("anna"))
    files = [
        SimpleUploadedFile("wzór.txt", "treść".encode()),
        SimpleUploadedFile("zdjęcie.jpg", picture()),
    ]
    answer = client.post(
        reverse("communication:new_topic", args=[group.pk]),
        {"title": "Wzór", "text": "Proszę", "pliki": files},
    )
    assert answer.status_code == 302
    with seated(cast.seat("anna")):
        text, drawn = PostFile.objects.order_by("pk")
        assert (drawn.kind, drawn.picture, drawn.wide, drawn.high) == ("png", True, 320, 200)
        assert b"TAJNE" not in bytes(drawn.body)
    answer = client.get(reverse("communication:post_file", args=[text.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''wz%C3%B3r.txt"
    assert client.get(reverse("communication:post_picture", args=[text.pk])).status_code == 404
    shown = client.get(reverse("communication:post_picture", args=[drawn.pk]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    client.force_login(cast.account("daniel"))
    for name in ("post_file", "post_picture"):
        assert client.get(reverse(f"communication:{name}", args=[drawn.pk])).status_code == 404


@pytest.mark.rule("C-36")
@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plan.txt", 'attachment; filename="plan.txt"'),
        ('a "b".TXT', 'attachment; filename="a \\"b\\".TXT"'),
        ("../../etc/plan.txt", 'attachment; filename="plan.txt"'),
        ("a\r\nSet-Cookie: x.txt", 'attachment; filename="aSet-Cookie: x.txt"'),
        ("plan\u202etxt.exe", 'attachment; filename="forum-{pk}.txt"'),  # what is read and what it is differ
    ],
)
def test_a_file_is_saved_under_its_own_name_and_no_other_header(
    client, cast, topic, name: str, header: str
) -> None:
    with seated(SYSTEM):
        post = Post.objects.get(topic=topic)
        made = PostFile.objects.create(
            topic=topic, space_id=topic.space_id, post=post, name=name, kind="txt", size=1, body=b"x"
        )
    client.force_login(cast.account("anna"))
    answer = client.get(reverse("communication:post_file", args=[made.pk]))

    assert answer["Content-Disposition"] == header.format(pk=made.pk)
    assert "Set-Cookie" not in {key for key, _ in answer.items()}


@pytest.mark.rule("C-36")
def test_the_help_and_the_refusal_name_the_same_kinds(client, cast, group) -> None:
    client.force_login(cast.account("anna"))
    where = reverse("communication:new_topic", args=[group.pk])
    said = {"title": "Wzór", "text": "Proszę", "pliki": SimpleUploadedFile("x.exe", b"MZ")}
    for page in (client.get(where), client.post(where, said)):
        assert NAMES in page.content.decode().replace("\xa0", " ")


@pytest.mark.rule("C-36")
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("wirus.exe", b"MZ"), ("strona.html", b"<script>"), ("rysunek.svg", b"<svg onload=alert(1)>"),
        ("udaje.png", b"<html>"), ("pusty.txt", b""), ("uszkodzony.png", PNG),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused_with_a_reason(
    client, cast, group, name: str, body: bytes
) -> None:
    client.force_login(cast.account("anna"))
    answer = client.post(
        reverse("communication:new_topic", args=[group.pk]),
        {"title": "Plik", "text": "Proszę", "pliki": SimpleUploadedFile(name, body)},
    )
    assert answer.status_code == 422
    assert name.partition(".")[0] in answer.content.decode()
    with seated(cast.seat("anna")):
        assert not Topic.objects.exists()
        assert not PostFile.objects.exists()


def test_too_many_files_are_refused(cast, group) -> None:
    anna = cast.seat("anna")
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]
    with seated(anna), pytest.raises(FileRefused, match="najwyżej 5"):
        open_topic(group.pk, title="Pliki", text="x", files=files, by=anna, at=AT)


HOSTILE = {
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<img src=x onerror="alert(1)">': "&lt;img src=x onerror=",
    "<b>grubo</b>": "&lt;b&gt;grubo&lt;/b&gt;",
    "[tu](javascript:alert(1))": "[tu](javascript:alert(1))",
    '<a href="https://zle.example" onclick="x()">': "&lt;a href=",
    "<svg/onload=alert(1)>": "&lt;svg/onload=alert(1)&gt;",
    "data:text/html;base64,PHNjcmlwdD4=": "data:text/html;base64,PHNjcmlwdD4=",
    "> <iframe src=//zle.example>": "<blockquote><p>&lt;iframe src=//zle.example&gt;</p></blockquote>",
    "- <style>*{display:none}</style>": "<ul><li>&lt;style&gt;",
    "![piksel](https://sledzi.example/p.gif?kto=anna)": "![piksel](",
}


@pytest.mark.rule("C-36")
@pytest.mark.parametrize("payload", HOSTILE)
def test_scripts_and_trackers_are_shown_as_they_were_typed(client, cast, topic, payload: str) -> None:
    make_reply(topic, cast.seat("cezary"), payload)
    client.force_login(cast.account("anna"))
    page = client.get(reverse("communication:topic", args=[topic.pk])).content.decode()
    said = page[page.index('id="wpis-2"') : page.index("</ol>", page.index('id="wpis-2"'))]
    assert HOSTILE[payload] in said
    for sign in (
        "<script",
        "<img",
        "<iframe",
        "<svg/",
        "<style",
        'href="javascript',
        'href="data:',
    ):
        assert sign not in said.replace('<svg class="kg-icon"', "")


def test_links_carry_nothing_of_the_reader(cast, topic) -> None:
    post = make_reply(topic, cast.seat("cezary"), "Zobacz https://example.org/a?b=1.")
    assert post.html == (
        '<p>Zobacz <a href="https://example.org/a?b=1" rel="nofollow noopener noreferrer">https://example.org/a?b=1</a>.</p>'
    )


@pytest.mark.rule("C-34")
def test_a_quotation_begins_the_answer(client, cast, topic) -> None:
    client.force_login(cast.account("cezary"))
    page = client.get(reverse("communication:topic", args=[topic.pk]), {"cytuj": "1"}).content.decode()
    assert "&gt; **Anna Wrona**:\n&gt; U nas kartka." in page
    assert 'name="answers" value="1"' in page
    for wrong in ("0", "99", "x", "9" * 30):
        assert (
            client.get(reverse("communication:topic", args=[topic.pk]), {"cytuj": wrong}).status_code == 200
        )


@pytest.mark.rule("C-40")
@pytest.mark.parametrize(
    ("asked", "hit"),
    [("kartki", True), ("KARTKĘ", True), ("kartek", True), ("numerek", False), ("oczekiwaniu", True)],
)
def test_words_are_found_in_any_form_in_what_one_reads(client, cast, topic, asked: str, hit: bool) -> None:
    client.force_login(cast.account("cezary"))
    page = client.get(reverse("communication:search"), {"q": asked}).content.decode()
    assert (topic.title in page) is hit
    client.force_login(cast.account("daniel"))
    assert topic.title not in client.get(reverse("communication:search"), {"q": asked}).content.decode()


def test_a_topic_of_31_posts_takes_ten_statements_at_most(
    client, cast, topic, django_assert_max_num_queries
) -> None:
    for n in range(30):
        make_reply(
            topic, cast.seat(("cezary", "anna", "celina")[n % 3]), f"Wpis numer {n}: https://example.org/{n}"
        )
    client.force_login(cast.account("anna"))
    address = reverse("communication:topic", args=[topic.pk])
    client.get(address)
    with django_assert_max_num_queries(10):
        page = client.get(address).content.decode()
    assert page.count('class="kg-post') >= 31


def test_lists_take_the_same_number_of_statements_however_long(
    client, cast, group, django_assert_num_queries
) -> None:
    counts = []
    client.force_login(cast.account("anna"))
    for n in range(3):
        make_topic(group, cast.seat("anna"), title=f"Temat {n}")
        if n == 1:
            continue
        for name, args in (("forum", []), ("space", [group.pk])):
            from django.test.utils import CaptureQueriesContext

            client.get(reverse(f"communication:{name}", args=args))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(f"communication:{name}", args=args))
            counts.append((name, len(asked)))
    assert counts[:2] == counts[2:]


def test_a_form_with_nothing_in_it_says_what_to_write(client, cast, topic) -> None:
    client.force_login(cast.account("anna"))
    answer = client.post(reverse("communication:reply", args=[topic.pk]), {"text": "  "})
    assert answer.status_code == 422
    assert "Napisz coś, zanim wyślesz." in answer.content.decode()
    answer = client.post(reverse("communication:new_topic", args=[topic.space_id]), {"title": "", "text": ""})
    assert answer.status_code == 422
    assert "Wpisz tytuł tematu." in answer.content.decode()
