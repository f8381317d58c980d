"""The portal's row of the table: the home page as strangers read it, made anew for each of them."""

from __future__ import annotations

from tests.bench.stage import Stage
from tests.bench.targets import Flow, Target, kept

_NEWS = """
INSERT INTO portal_article (title, slug, lead, published_on, body, html, title_en, lead_en, body_en, html_en, live,
    has_unpublished_changes, expired, words)
SELECT 'Wpis ' || n, 'wpis-' || n, 'Co się zmieniło w urzędach w tym miesiącu i dlaczego warto o tym przeczytać.',
    current_date - n, '[]', '<p>Treść</p>', '', '', '[]', '', true, false, false, '' FROM generate_series(1, 12) AS n
ON CONFLICT (slug) DO NOTHING RETURNING id
"""
_OFFERS = """
UPDATE portal_offer SET published_at = now(), opens_on = current_date - 3, closes_on = current_date + 30
WHERE id IN (SELECT id FROM portal_offer ORDER BY id LIMIT 3) RETURNING id
"""
_DATES = """
INSERT INTO portal_portalevent (title, kind, starts_on, ends_on, place, text, link, changed_at, called_off)
SELECT 'Spotkanie ' || n, 'meeting', current_date + n, current_date + n, 'online', 'Rozmowa i pytania.', '', now(), false
FROM generate_series(1, 3) AS n RETURNING id
"""
_PAGES = """
INSERT INTO portal_programmepage (project_id, slug, title, lead, text, audience, effects, names_offices, title_en, text_en,
    changed_at, published_at, words)
SELECT id, lower(code), name, 'Czego uczą się urzędy.', 'Cele.', 'urzędy', '', true, '', '', now(), now(), ''
FROM programmes_project ORDER BY id LIMIT 2 ON CONFLICT (slug) DO NOTHING RETURNING id
"""


def strangers(stage: Stage, connections: int) -> list[list[Flow]]:
    """Each connection reads the home page again and again, without a cookie."""
    kept(stage, "portal", lambda: [len(stage.rows(one)) for one in (_NEWS, _OFFERS, _DATES, _PAGES)])
    return [[[stage.stranger().step("GET", "/")]] for _ in range(connections)]


PORTAL = (Target("portal", "portal, strona główna", strangers, must_rate=300, must_sql=10),)
