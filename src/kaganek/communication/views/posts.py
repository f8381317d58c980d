"""The posts of a topic, drawn in Python: as a template thirty of them took most of the page's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from kaganek.communication.models import Post, PostFile, Topic
from kaganek.communication.terms import TAKEN_BACK
from kaganek.core.markup import numbered, text
from kaganek.core.templatetags.ui import dzien_krotko, godzina, icon, rozmiar


@dataclass(frozen=True)
class Reader:
    """Who reads the posts of a topic, and what they may do there. `token` is the hidden field of its forms."""

    person_id: int | None
    writable: bool
    may_mark: bool
    keeps_order: bool
    token: SafeString


def drawn(topic: Topic, posts: Sequence[tuple[Post, Sequence[PostFile]]], reader: Reader) -> SafeString:
    """The items of the list of posts."""
    return SafeString("".join(_post(topic, post, files, reader) for post, files in posts))


def _post(topic: Topic, post: Post, files: Sequence[PostFile], reader: Reader) -> str:
    number, is_answer = post.number, post.number == topic.answer
    return (
        f'<li class="kg-post{" is-answer" if is_answer else ""}" id="wpis-{number}"><article aria-labelledby="kto-{number}">\n'
        f"{_head(post, is_answer, reader)}\n{_said(post, files, reader)}\n"
        f'<footer class="kg-post__deeds row row--tight small">{_deeds(topic, post, is_answer, reader)}</footer>\n</article></li>\n'
    )


def _head(post: Post, is_answer: bool, reader: Reader) -> str:
    number, at = post.number, post.written_at
    who = "Ty"
    if post.by_id != reader.person_id:
        who = _link(numbered("communication:card", post.by_id), text(post.by_name))
    mark = f'<span class="ds-tag" data-color="success">{icon("check")}odpowiedź na pytanie</span>'
    return (
        f'<header class="kg-post__who"><b id="kto-{number}">{who}</b><span class="small soft">{text(post.by_place)}</span>'
        f'<a class="small soft kg-post__no" href="#wpis-{number}"><span class="ds-sr-only">Wpis </span>#{number}</a>'
        f'<time class="small soft" datetime="{timezone.localtime(at).isoformat()}">{_moment(at)}</time>'
        f"{mark if is_answer else ''}</header>"
    )


def _said(post: Post, files: Sequence[PostFile], reader: Reader) -> str:
    said = f'<div class="kg-said">{post.html}</div>'  # cleaned when it was written
    if post.hidden:
        kept = f'<details class="ds-details"><summary>Pokaż treść ukrytego wpisu</summary>{said}</details>'
        why = f'<p class="soft">{_why_hidden(post)}</p>'
        return f"{why}{kept if reader.keeps_order else ''}"
    to = ""
    if post.answers:
        link = _link(f"#wpis-{post.answers}", f"wpis #{post.answers}")
        to = f'<p class="small soft">Odpowiada na {link}</p>'
    edited = f'<p class="small soft">Poprawione {_moment(post.edited_at)}</p>' if post.edited_at else ""
    return f"{to}{said}{_files(files)}{edited}"


def _why_hidden(post: Post) -> str:
    if post.hidden_why == TAKEN_BACK:
        return "Wpis wycofany przez autora."
    return f"Ten wpis jest ukryty. Powód: {text(post.hidden_why)}"


def _files(files: Sequence[PostFile]) -> str:
    items = "".join(f"<li>{_picture(one)}{_file(one)}</li>" for one in files)
    return f'<ul class="kg-list kg-post__files">{items}</ul>' if items else ""


def _picture(one: PostFile) -> str:
    if not one.picture:
        return ""
    address = numbered("communication:post_picture", one.pk)
    sides = f'width="{one.wide}" height="{one.high}"'
    return f'<a href="{address}"><img src="{address}" {sides} alt="Obraz z pliku {text(one.name)}" loading="lazy"></a>'


def _file(one: PostFile) -> str:
    link = _link(numbered("communication:post_file", one.pk), f"{icon('download')}{text(one.name)}")
    return f'{link} <span class="soft small">{rozmiar(one.size)}</span>'


def _deeds(topic: Topic, post: Post, is_answer: bool, reader: Reader) -> str:
    found = []
    own = post.by_id == reader.person_id
    if not post.hidden:
        if reader.writable:
            quote = f"{numbered('communication:topic', topic.pk)}?cytuj={post.number}#odpowiedz"
            found.append(_deed(quote, "Cytuj", post))
        if not own:
            found.append(_deed(numbered("communication:report", topic.pk, post.number), "Zgłoś", post))
        elif reader.writable:
            found.append(_deed(numbered("communication:edit", topic.pk, post.number), "Popraw", post))
            found.append(
                _deed(numbered("communication:withdraw_post", topic.pk, post.number), "Wycofaj", post)
            )
        if reader.may_mark and post.number > 1:
            found.append(_marking(topic, post, is_answer, reader))
    if reader.keeps_order and post.hidden_why != TAKEN_BACK:
        word = "Przywróć" if post.hidden else "Ukryj"
        found.append(_deed(numbered("communication:hide", topic.pk, post.number), word, post))
    return "".join(found)


def _deed(address: str, word: str, post: Post) -> str:
    return _link(address, f'{word}<span class="ds-sr-only"> wpis {post.number}</span>')


def _marking(topic: Topic, post: Post, is_answer: bool, reader: Reader) -> str:
    address = numbered("communication:mark", topic.pk, post.number)
    value, word = ("nie", "Cofnij oznaczenie") if is_answer else ("tak", "To jest odpowiedź")
    return (
        f'<form method="post" action="{address}">{reader.token}'
        f'<button class="ds-button" data-variant="tertiary" data-size="sm" type="submit" name="odpowiada" value="{value}">'
        f'{word}<span class="ds-sr-only"> (wpis {post.number})</span></button></form>'
    )


def _link(address: str, words: str) -> str:
    return f'<a class="ds-link" href="{address}">{words}</a>'


def _moment(at: datetime | None) -> str:
    return f"{dzien_krotko(at)}, {godzina(at)}"
