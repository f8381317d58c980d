"""Open Badges 3.0: a certificate's facts as a verifiable credential that any badge wallet reads.

A badge is a JSON Web Token signed by the issuer (VC-JWT, RS256), alone or inside a PNG picture.
Source: Open Badges Specification 3.0 (1EdTech), sections 8.2 (JSON Web Token proof) and 5.3 (baking);
Bitstring Status List 1.0 (W3C) for revocation.
"""

import base64
import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
ALGORITHM = "RS256"
KEY_BITS = 2048
LIST_BITS = 131_072  # the least a status list may have: one entry hides among many
KEYWORD = b"openbadgecredential"
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, kw_only=True)
class BadgeFacts:
    """What a badge says. Empty texts are left out.

    criteria     what everybody did who earned the same; names nobody.
    document     what the certificate is called, and every word on it for people to read.
    issued_at    aware; the credential is valid from it.
    valid_until  the last day; read in the zone of `issued_at`.
    status_list  address of the list that says whether it was revoked, and the place on it.
    """

    address: str  # page where the certificate is checked; names the credential
    issuer: str  # address of the issuer's profile
    issuer_name: str
    issuer_url: str
    person: str
    email: str
    title: str
    programme: str
    hours: Decimal  # teaching hours of 45 minutes
    score: Decimal | None  # percent
    criteria: str
    document: str
    words: str
    number: str
    began_on: date
    ended_on: date
    issued_at: datetime
    valid_until: date | None
    status_list: str
    status_place: int


def new_key() -> bytes:
    """A signing key as PEM."""
    made = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_key(pem: bytes) -> dict[str, Any]:
    """The public half as a JWK with its thumbprint as `kid` (RFC 7638). Raises ValueError for no RSA key."""
    private = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError("an RSA key is needed")
    whole = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    jwk = {name: whole[name] for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()).digest()
    kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return jwk | {"kid": kid, "use": "sig", "alg": ALGORITHM}


def profile(address: str, *, name: str, url: str) -> dict[str, Any]:
    """The issuer as a JSON-LD document to serve at `address`."""
    return {"@context": list(CONTEXT), "id": address, "type": ["Profile"], "name": name, "url": url}


def credential(facts: BadgeFacts) -> dict[str, Any]:
    """The facts as an OpenBadgeCredential, not yet signed."""
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(facts),
        "creditsEarned": float(facts.hours),
        "activityStartDate": _midnight(facts.began_on, facts.issued_at),
        "activityEndDate": _midnight(facts.ended_on, facts.issued_at),
        "licenseNumber": facts.number,
        "achievement": _achievement(facts),
    }
    if facts.score is not None:
        subject["result"] = [
            {"type": ["Result"], "resultDescription": _result_id(facts), "value": f"{facts.score:f}"}
        ]
    made: dict[str, Any] = {
        "@context": list(CONTEXT),
        "id": facts.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.title,
        "issuer": {
            "id": facts.issuer,
            "type": ["Profile"],
            "name": facts.issuer_name,
            "url": facts.issuer_url,
        },
        "validFrom": facts.issued_at.isoformat(timespec="seconds"),
        "credentialSubject": subject,
        "evidence": [
            {"id": facts.address, "type": ["Evidence"], "name": facts.document, "narrative": facts.words}
        ],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{facts.status_list}#{facts.status_place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(facts.status_place),
            "statusListCredential": facts.status_list,
        },
    }
    if facts.valid_until:
        made["validUntil"] = _midnight(facts.valid_until, facts.issued_at, time(23, 59, 59))
    return made


def _identifiers(facts: BadgeFacts) -> list[dict[str, Any]]:
    """The name in clear, as on paper; the address only as a hash, so that its owner can prove it."""
    named: list[dict[str, Any]] = [
        {"type": "IdentityObject", "hashed": False, "identityHash": facts.person, "identityType": "name"}
    ]
    if facts.email:
        digest = hashlib.sha256((facts.email.lower() + facts.number).encode()).hexdigest()
        named.append({
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${digest}",
            "identityType": "emailAddress",
            "salt": facts.number,
        })  # fmt: skip
    return named


def _achievement(facts: BadgeFacts) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": _achievement_id(facts),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": facts.title,
        "description": f"{facts.title}. {facts.programme}.",
        "criteria": {"narrative": facts.criteria},
        "creditsAvailable": float(facts.hours),
        "inLanguage": "pl",
    }
    if facts.score is not None:
        made["resultDescription"] = [
            {
                "id": _result_id(facts),
                "type": ["ResultDescription"],
                "name": "Wynik testu końcowego",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            }
        ]
    return made


def _achievement_id(facts: BadgeFacts) -> str:
    """The same for everybody who earned the same."""
    return uuid5(NAMESPACE_URL, f"{facts.issuer}\n{facts.programme}\n{facts.title}\n{facts.hours}").urn


def _result_id(facts: BadgeFacts) -> str:
    return uuid5(NAMESPACE_URL, f"{_achievement_id(facts)}\nresult").urn


def _midnight(day: date, beside: datetime, hour: time = time(0)) -> str:
    return datetime.combine(day, hour, beside.tzinfo).isoformat(timespec="seconds")


def signed(document: Mapping[str, Any], pem: bytes, *, keys: str) -> str:
    """A credential as a compact JWT.

    keys  address that the issuer's public keys stand under; `keys/<kid>` is this one.

    The claims of JWT say the same as the credential (Open Badges 3.0, 8.2.4).
    """
    claims: dict[str, Any] = {
        **document,
        "iss": document["issuer"]["id"] if isinstance(document["issuer"], dict) else document["issuer"],
        "jti": document["id"],
        "nbf": int(datetime.fromisoformat(document["validFrom"]).timestamp()),
    }
    if "validUntil" in document:
        claims["exp"] = int(datetime.fromisoformat(document["validUntil"]).timestamp())
    jwk = public_key(pem)
    shown = {name: jwk[name] for name in ("e", "kty", "n")}
    return jwt.encode(claims, pem, algorithm=ALGORITHM, headers={"kid": f"{keys}{jwk['kid']}", "jwk": shown})


def status_list(address: str, *, issuer: str, revoked: Iterable[int], at: datetime) -> dict[str, Any]:
    """The list of what was revoked as a credential to be signed: one bit per place, 1 = revoked."""
    bits = bytearray(LIST_BITS // 8)
    for place in revoked:
        bits[place // 8] |= 0x80 >> place % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    return {
        "@context": [CONTEXT[0]],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": at.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }


def baked(picture: bytes, token: str) -> bytes:
    """A PNG that carries the badge in a text chunk before its picture data. Raises ValueError for no PNG."""
    if not picture.startswith(PNG):
        raise ValueError("not a PNG")
    after_header = len(PNG) + 25  # the header chunk has always this length
    text = KEYWORD + b"\0\0\0\0\0" + token.encode()
    chunk = b"iTXt" + text
    whole = struct.pack(">I", len(text)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return picture[:after_header] + whole + picture[after_header:]
