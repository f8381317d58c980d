"""Letters that come in: real-looking ones of Polish offices, and those written to do harm."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from kaganek.lib.mail_in import Incoming, Kind, Limits, Unreadable, read_mail, reply_address, reply_of
from kaganek.lib.mail_in.charsets import decoded
from kaganek.lib.mail_in.files import kind_of, safe_name
from kaganek.lib.mail_in.parsing import address_of, message_id_of, parse
from kaganek.lib.mail_in.plain import plain_text
from kaganek.lib.mail_in.quotes import ABOVE, own_words

KEY = b"a key of the tests, long enough"
OURS = "kaganek-1"


def read(
    raw: bytes, *, envelope_from: str = "anna@zalesie.example", limits: Limits | None = None
) -> Incoming:
    return parse(raw, envelope_from=envelope_from, mark=OURS, limits=limits or Limits())


def letter(text: str = "Dziękuję.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Anna Żak <Anna@Zalesie.example>"
    made["To"] = "pytanie@kaganek.example"
    made["Subject"] = "Odp: Termin"
    made["Message-ID"] = "<m1@zalesie.example>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def test_a_plain_letter_is_read_whole() -> None:
    found = read(
        letter("Dziękuję.\n\nZażółć gęślą jaźń.", In_Reply_To="<letter-5@kaganek.example>").as_bytes()
    )

    assert (found.kind, found.sender, found.sender_name) == (Kind.PERSON, "anna@zalesie.example", "Anna Żak")
    assert (found.subject, found.message_id) == ("Odp: Termin", "m1@zalesie.example")
    assert found.answers == ("letter-5@kaganek.example",)
    assert found.text == found.whole == "Dziękuję.\n\nZażółć gęślą jaźń."
    assert found.files == ()


def test_the_fenced_child_says_the_same_as_the_reading_itself() -> None:
    made = letter("Proszę o zrzut w załączniku.")
    made.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="Zażalenie.pdf")

    fenced = read_mail(made.as_bytes(), envelope_from="anna@zalesie.example", mark=OURS)

    assert fenced == read(made.as_bytes())
    assert [(one.name, one.kind, one.size) for one in fenced.files] == [("Zażalenie.pdf", "pdf", 10)]


POLISH = "Zażółć gęślą jaźń: ŁÓDŹ, śniadanie, ćma"


@pytest.mark.parametrize(
    "said", ["utf-8", "iso-8859-2", "windows-1250", "us-ascii", "iso-8859-1", "x-unknown", ""]
)
@pytest.mark.parametrize("really", ["utf-8", "iso-8859-2", "windows-1250"])
def test_polish_letters_survive_whatever_charset_the_letter_names(really: str, said: str) -> None:
    assert decoded(POLISH.encode(really), said) == POLISH


def test_what_is_declared_is_believed_where_it_reads_as_well() -> None:
    assert decoded("grüße, straße".encode("latin-1"), "iso-8859-1") == "grüße, straße"
    assert decoded("Привет".encode("koi8-r"), "koi8-r") == "Привет"


@pytest.mark.parametrize("charset", ["cp1250", "cp1252", "latin-1"])
def test_text_encoded_twice_is_put_right(charset: str) -> None:
    twice = "Dzień dobry, proszę o pomoc".encode().decode(charset, "ignore")

    assert decoded(twice.encode(), "utf-8") in (
        "Dzień dobry, proszę o pomoc",
        twice,  # where the wrong charset had no sign for a byte, nothing can be put right
    )


def test_text_encoded_twice_in_the_commonest_way_is_put_right() -> None:
    assert decoded("Ĺ‚Ăłdka".encode()) == "łódka"
    assert decoded("Å‚Ã³dka".encode()) == "łódka"


def test_no_charset_is_a_way_to_run_a_codec() -> None:
    assert decoded("żuk".encode("cp1250"), "rot13") == "żuk"
    assert decoded("żuk".encode("cp1250"), "zlib") == "żuk"


def test_headers_with_bytes_of_no_charset_are_read() -> None:
    raw = b"From: Anna <anna@zalesie.example>\r\nSubject: Pro\xb6ba o pomoc\r\n\r\nTak"

    assert read(raw).subject == "Prośba o pomoc"


GMAIL = """Tak, we wtorek.

pt., 20 lis 2026 o 10:12 Konsultant Kaganka <pytanie@kaganek.example> napisał(a):

> Czy pasuje wtorek?
> Pozdrawiam
"""
GMAIL_WRAPPED = """Tak.

W dniu pt., 20 lis 2026 o 10:12 Urząd Gminy Bardzo Długa Nazwa
<pytanie+1.2.abcdefghijklmnopqrstu@kaganek.example> napisał(a):
> Czy pasuje?
"""
GMAIL_ENGLISH = """Yes.

On Fri, Nov 20, 2026 at 10:12 AM Kaganek <pytanie@kaganek.example> wrote:

> Is Tuesday fine?
"""
OUTLOOK = """Tak, zgadzam się.

Z poważaniem

________________________________
Od: Kaganek <pytanie@kaganek.example>
Wysłano: piątek, 20 listopada 2026 10:12
Do: Anna Żak
Temat: Termin

Czy pasuje wtorek?
"""
OUTLOOK_ENGLISH = """Agreed.

From: Kaganek <pytanie@kaganek.example>
Sent: Friday, November 20, 2026 10:12 AM
To: Anna
Subject: Date

Is Tuesday fine?
"""
OUTLOOK_OLD = """Zgoda.

-----Original Message-----
From: Kaganek
Czy pasuje?
"""
OUTLOOK_OLD_POLISH = """Zgoda.

-----Wiadomość oryginalna-----
Od: Kaganek
Czy pasuje?
"""
THUNDERBIRD = """W dniu 20.11.2026 o 10:12, Kaganek pisze:
> Czy pasuje wtorek?
> A może środa?

Pasuje środa.

--\u0020
Anna Żak
Referat Organizacyjny
"""
APPLE = """Tak.

> Wiadomość napisana przez Kaganek <pytanie@kaganek.example> w dniu 20 lis 2026, o godz. 10:12:
>
> Czy pasuje?
"""
APPLE_PLAIN = """Tak.

Wiadomość napisana przez Kaganek <pytanie@kaganek.example> w dniu 20 lis 2026, o godz. 10:12:

Czy pasuje?
"""
WEBMAIL = """Tak.

Dnia 20 listopada 2026 10:12 Kaganek <pytanie@kaganek.example> napisał(a):

Czy pasuje?
"""
ONET = """Tak.

W dniu 2026-11-20 10:12:33 użytkownik Kaganek <pytanie@kaganek.example> napisał:
> Czy pasuje?
"""
BETWEEN = """> Czy pasuje wtorek?

Nie.

> A środa?

Tak.
"""
PHONE = """Tak

Wysłano z iPhone’a

> Wiadomość napisana przez Kaganek <p@k.example> w dniu 20 lis 2026, o godz. 10:12:
>
> Czy?
"""
MARKED = f"""Pasuje.

---- {ABOVE} ----

Dzień dobry, konsultant odpowiada.
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GMAIL, "Tak, we wtorek."),
        (GMAIL_WRAPPED, "Tak."),
        (GMAIL_ENGLISH, "Yes."),
        (OUTLOOK, "Tak, zgadzam się.\n\nZ poważaniem"),
        (OUTLOOK_ENGLISH, "Agreed."),
        (OUTLOOK_OLD, "Zgoda."),
        (OUTLOOK_OLD_POLISH, "Zgoda."),
        (THUNDERBIRD, "Pasuje środa."),
        (APPLE, "Tak."),
        (APPLE_PLAIN, "Tak."),
        (WEBMAIL, "Tak."),
        (ONET, "Tak."),
        (BETWEEN, "Nie.\n\nTak."),
        (PHONE, "Tak"),
        (MARKED, "Pasuje."),
        ("Od: jutra zaczynamy\nDo: zobaczenia", "Od: jutra zaczynamy\nDo: zobaczenia"),
        ("W dniu 3 maja urząd jest zamknięty.\nCo wtedy?", "W dniu 3 maja urząd jest zamknięty.\nCo wtedy?"),
        ("On jest chory.\nNapisz do niego", "On jest chory.\nNapisz do niego"),
        ("Jedna\n--\nJan Kowalski", "Jedna"),
        ("> tylko cytat", ""),
        ("", ""),
    ],
)
def test_of_a_reply_only_the_writer_s_own_words_stay(text: str, words: str) -> None:
    assert own_words(text) == words


HTML = """<html><head><title>x</title><style>p { color: red }</style></head><body>
<script>alert('zle')</script>
<p>Dzień dobry,</p><p>proszę o <b>pomoc</b>:<br>patrz <a href="https://zalesie.example/plan">plan</a>
 i <a href="javascript:alert(1)">to</a></p>
<img src="https://sledzi.example/1.png" alt="piksel"><div style="display:none">ukryte</div>
<ul><li>raz</li><li>dwa</li></ul>
<div class="gmail_quote">W dniu pt., 20 lis 2026 o 10:12 Kaganek &lt;p@k.example&gt; napisał(a):<br>
<blockquote>Czy pasuje?</blockquote></div></body></html>"""


def test_html_becomes_words_and_nothing_of_it_is_fetched_or_run() -> None:
    made = letter("x")
    made.clear_content()
    made.set_content(HTML, subtype="html")

    found = read(made.as_bytes())

    assert (
        found.text
        == "Dzień dobry,\n\nproszę o pomoc:\npatrz plan <https://zalesie.example/plan> i to\n\n• raz\n\n• dwa"
    )
    for harm in ("alert", "sledzi", "javascript", "ukryte", "<b>", "color"):
        assert harm not in found.whole


def test_the_plain_alternative_goes_before_the_html_one() -> None:
    made = letter("Zwykły tekst")
    made.add_alternative("<p>Inny tekst</p>", subtype="html")

    assert read(made.as_bytes()).text == "Zwykły tekst"


def test_html_with_an_empty_plain_alternative_is_read() -> None:
    made = letter(" ")
    made.add_alternative("<p>Tylko tu</p>", subtype="html")

    assert read(made.as_bytes()).text == "Tylko tu"


def test_html_left_open_does_not_swallow_what_follows_a_void_element() -> None:
    assert plain_text("<p>Raz<meta style='display:none'>dwa<p>trzy") == "Razdwa\ntrzy"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "tak"},
        {"Precedence": "auto_reply"},
        {"Return_Path": "<>"},
        {"Subject": "Automatyczna odpowiedź: Termin"},
        {"Subject": "Odpowiedź automatyczna: Termin"},
        {"Subject": "Automatic reply: Termin"},
        {"Subject": "Out of Office: Re: Termin"},
        {"Subject": "Re: Poza biurem do 30 listopada"},
        {"Subject": "Nieobecność w biurze"},
        {"Subject": "Odczytano: Termin"},
    ],
)
def test_what_a_program_answers_is_no_answer(headers: dict[str, str]) -> None:
    assert read(letter(**headers).as_bytes()).kind is Kind.AUTO


def test_a_letter_without_an_envelope_sender_is_automatic() -> None:
    assert read(letter().as_bytes(), envelope_from="").kind is Kind.AUTO


@pytest.mark.parametrize(
    "headers", [{"Precedence": "bulk"}, {"Precedence": "Junk"}, {"List_Id": "<lista.example>"}]
)
def test_lists_and_newsletters_are_told_apart(headers: dict[str, str]) -> None:
    assert read(letter(**headers).as_bytes()).kind is Kind.BULK


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Subject": "Urlop a termin szkolenia"},
        {"Subject": "Ready: lista"},
        {"Precedence": "first-class"},
    ],
)
def test_people_are_not_taken_for_programs(headers: dict[str, str]) -> None:
    assert read(letter(**headers).as_bytes()).kind is Kind.PERSON


def test_our_own_letter_come_back_is_a_loop_and_another_installation_s_is_not() -> None:
    assert read(letter(X_Kaganek=OURS).as_bytes()).kind is Kind.LOOP
    assert read(letter(X_Kaganek="kaganek-2").as_bytes()).kind is Kind.PERSON


def test_a_letter_that_travelled_too_long_is_a_loop() -> None:
    hops = b"".join(b"Received: from a by b; Fri, 20 Nov 2026 10:12:00 +0100\r\n" for _ in range(60))

    assert read(hops + letter().as_bytes()).kind is Kind.LOOP


BOUNCE = b"""From: Mail Delivery System <MAILER-DAEMON@poczta.example>\r
To: pytanie@kaganek.example\r
Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="G"\r
\r
--G\r
Content-Type: text/plain\r
\r
Nie udalo sie.\r
--G\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; poczta.example\r
\r
Final-Recipient: rfc822; Nie.Ma@Zalesie.example\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 User unknown\r
\r
--G\r
Content-Type: %b\r
\r
%bSubject: Masz odpowiedz\r
Message-ID: <letter-77@kaganek.example>\r
\r
Dzien dobry\r
--G--\r
"""


@pytest.mark.parametrize(
    ("kind", "before"), [(b"message/rfc822", b"From: k@kaganek.example\r\n"), (b"text/rfc822-headers", b"")]
)
def test_a_bounce_says_which_letter_and_why(kind: bytes, before: bytes) -> None:
    found = read(BOUNCE % (kind, before), envelope_from="")

    assert found.kind is Kind.BOUNCE
    assert found.bounce is not None
    assert found.bounce.is_final
    assert (found.bounce.message_id, found.bounce.recipient) == (
        "letter-77@kaganek.example",
        "nie.ma@zalesie.example",
    )
    assert (found.bounce.action, found.bounce.status, found.bounce.reason) == (
        "failed",
        "5.1.1",
        "550 5.1.1 User unknown",
    )


def test_a_delay_is_no_final_bounce() -> None:
    delayed = (BOUNCE % (b"text/rfc822-headers", b"")).replace(b"Action: failed", b"Action: delayed")
    found = read(delayed.replace(b"Status: 5.1.1", b"Status: 4.4.1"), envelope_from="")

    assert found.bounce is not None
    assert not found.bounce.is_final


def test_a_bounce_in_words_alone_is_recognised_by_its_sender() -> None:
    raw = letter("Nie dostarczono <letter-9@kaganek.example>", From="MAILER-DAEMON@p.example").as_bytes()

    found = read(raw)

    assert found.kind is Kind.BOUNCE
    assert found.bounce is not None
    assert found.bounce.message_id == "letter-9@kaganek.example"


@pytest.mark.parametrize(
    "value",
    [
        "=?utf-8?q?Termin=0D=0ABcc=3A_wszyscy=40example=2Epl?=",
        "=?utf-8?b?" + base64.b64encode(b"Termin\r\nBcc: wszyscy@example.pl").decode() + "?=",
    ],
)
def test_no_header_can_be_smuggled_in_a_subject(value: str) -> None:
    raw = b"From: Anna <anna@zalesie.example>\r\nSubject: " + value.encode() + b"\r\n\r\nTak"

    found = read(raw)

    assert found.subject == "Termin Bcc: wszyscy@example.pl"


def test_no_header_can_be_smuggled_in_a_name() -> None:
    raw = b"From: =?utf-8?q?Anna=0D=0ABcc=3A_x=40y=2Epl?= <anna@zalesie.example>\r\n\r\nTak"

    found = read(raw)

    assert "\n" not in found.sender_name
    assert found.sender in ("anna@zalesie.example", "")
    assert "\n" not in address_of('Żak" <x@y.example>\r\nBcc: z', "a@b.example")


@pytest.mark.parametrize(
    "value", ["", "nie ma", "<>", "a@b@c", "a b@c.example", '"x', "=?utf-8?q?=", "@,,;", ":;" * 300]
)
def test_a_letter_without_a_real_sender_is_read_and_says_so(value: str) -> None:
    assert read(f"From: {value}\r\nSubject: x\r\n\r\nTak".encode()).sender == ""


def test_a_file_is_listed_with_a_clean_name_and_what_it_really_is() -> None:
    made = letter()
    made.add_attachment(
        b"MZ\x90\x00 program",
        maintype="application",
        subtype="pdf",
        filename="../../etc/Umowa\u202efdp.exe.pdf",
    )
    made.add_attachment(
        b"<html><script>alert(1)</script>", maintype="text", subtype="plain", filename="notatka.txt"
    )
    made.add_attachment(b"\x89PNG\r\n\x1a\n" + b"x" * 20_000, maintype="image", subtype="png")

    found = read(made.as_bytes())

    assert [(one.name, one.kind) for one in found.files] == [
        ("Umowafdp.exe.pdf", "exe"),
        ("notatka.txt", "html"),
        ("zalacznik-3.png", "png"),
    ]
    assert found.text == "Dziękuję."


def test_a_logo_in_a_signature_is_no_file_and_a_pasted_screenshot_is() -> None:
    made = letter("x")
    made.clear_content()
    made.set_content('<p>Tak</p><img src="cid:a"><img src="cid:b">', subtype="html")
    for mark, size in (("<a>", 3_000), ("<b>", 50_000)):
        made.add_related(b"\x89PNG\r\n\x1a\n" + b"x" * size, "image", "png", cid=mark)

    assert [one.size for one in read(made.as_bytes()).files] == [50_008]


def test_more_files_than_we_take_are_counted() -> None:
    made = letter()
    for number in range(7):
        made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=f"{number}.pdf")

    found = read(made.as_bytes(), limits=Limits(files=5))

    assert (len(found.files), found.left_out) == (5, 2)


def nested(depth: int) -> bytes:
    inner = b"Content-Type: text/plain\r\n\r\nw srodku\r\n"
    for number in range(depth):
        mark = f"b{number}".encode()
        inner = (
            b'Content-Type: multipart/mixed; boundary="'
            + mark
            + b'"\r\n\r\n--'
            + mark
            + b"\r\n"
            + inner
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    return b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + inner


def many(parts: int) -> bytes:
    one = b"--G\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return (
        b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="G"\r\n\r\n'
        + one * parts
        + b"--G--\r\n"
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"From: a@b.example\r\n\r\n" + b"x" * 2000, "big"),
        (b"From: a@b.example\r\nX-Long: " + b"a" * 1500 + b"\r\n\r\nx", "headers"),
        (nested(20), "deep"),
        (many(50), "parts"),
    ],
)
def test_a_letter_beyond_the_limits_is_not_read(raw: bytes, reason: str) -> None:
    limits = Limits(
        message_bytes=1000 if reason == "big" else 10**6, header_bytes=1000 if reason == "headers" else 10**5,
        depth=12, parts=40,
    )  # fmt: skip

    with pytest.raises(Unreadable) as fault:
        read(raw, limits=limits)

    assert fault.value.reason == reason


def test_parts_within_the_limits_are_read() -> None:
    assert read(nested(5)).text == "w srodku"
    assert read(many(20)).text.split() == ["x"] * 20


def test_depth_that_would_exhaust_the_library_is_refused_by_the_child() -> None:
    with pytest.raises(Unreadable):
        read_mail(nested(3000), envelope_from="", mark=OURS)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 100,
        b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\nbez granicy",
        b'From: a@b.example\r\nContent-Type: text/plain; charset="\xff\xfe"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!',
        b"From: a@b.example\r\nContent-Type: ;;;\r\nContent-Disposition: ===\r\n\r\nx",
        b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n",
        b"From: =?=?=?=?utf-8?q?" + b"=" * 900 + b"\r\nTo: " + b"(" * 900 + b"\r\n\r\nx",
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 5000 + b"x",
        b"From: a@b.example\r\nDate: Fri, 99 Zzz\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644\r\n",
    ],
)
def test_a_malformed_letter_is_read_as_far_as_it_can_be(raw: bytes) -> None:
    assert isinstance(read(raw), Incoming)


def test_text_loses_what_nobody_sees() -> None:
    assert read(letter("Tak\u202e\u200b, \x07zgoda\ufeff").as_bytes()).text == "Tak, zgoda"


def test_the_id_is_found_without_reading_the_letter() -> None:
    assert message_id_of(letter().as_bytes()) == "m1@zalesie.example"
    assert message_id_of(b"From: a@b.example\r\n\r\nMessage-ID: <nie@ten.example>") == ""


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("raport.pdf", "raport.pdf"),
        ("C:\\Users\\anna\\raport.pdf", "raport.pdf"),
        ("a\nb.pdf", "a b.pdf"),
        ("..", "zalacznik-1.bin"),
        ("a:b?.txt", "a_b_.txt"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_names_of_files_are_safe_to_show_and_to_save(name: str, clean: str) -> None:
    assert safe_name(name, number=1) == clean


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"<svg onload=x>", "html"),
        (b"abc", "text"),
        (b"a\x00b", ""),
    ],
)
def test_a_file_is_what_it_begins_with(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_an_address_takes_the_answer_of_one_person_in_one_thread() -> None:
    made = reply_address(1234567, 89, prefix="pytanie", domain="kaganek.example", key=KEY)
    ways = {"prefix": "pytanie", "domain": "kaganek.example", "key": KEY}

    found = reply_of(made, **ways)

    assert found is not None
    assert (found.thread, found.person) == (1234567, 89)
    assert len(made.partition("@")[0]) <= 64
    assert reply_of(made.upper(), **ways) == found
    assert reply_of(made.replace("+", "-"), **ways) == found
    assert reply_of(made.replace("+", "="), **ways) == found


def test_an_address_that_we_did_not_write_takes_nothing() -> None:
    made = reply_address(5, 7, prefix="pytanie", domain="kaganek.example", key=KEY)
    other = reply_address(5, 8, prefix="pytanie", domain="kaganek.example", key=KEY)
    mac = made.partition("@")[0].rpartition(".")[2]
    ways = {"prefix": "pytanie", "domain": "kaganek.example", "key": KEY}

    assert other.partition("@")[0].rpartition(".")[2] != mac
    for wrong in (
        f"pytanie+5.8.{mac}@kaganek.example",
        f"pytanie+6.7.{mac}@kaganek.example",
        f"pytanie+5.7.{mac[:-1]}@kaganek.example",
        f"inne+5.7.{mac}@kaganek.example",
        f"pytanie+5.7.{mac}@inny.example",
        "pytanie@kaganek.example",
        "",
        "@",
    ):
        assert reply_of(wrong, **ways) is None
    assert reply_of(made, prefix="pytanie", domain="kaganek.example", key=b"another key") is None
