from __future__ import annotations

from django.urls import path

from kaganek.documents.views import badges, bundles, certificates, check, templates, transcript, waiting

app_name = "documents"
urlpatterns = [
    path("certyfikaty/", certificates.certificates, name="certificates"),
    path("certyfikaty.<str:fmt>", certificates.export, name="certificates_export"),
    path("certyfikaty/wykaz/", transcript.transcript, name="transcript"),
    path("certyfikaty/wykaz.<str:fmt>", transcript.transcript_export, name="transcript_export"),
    path("certyfikaty/<int:certificate_id>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("certyfikaty/<int:certificate_id>/zastap/", certificates.replace, name="replace"),
    path("certyfikaty/<int:certificate_id>/uniewaznij/", certificates.revoke, name="revoke"),
    path("certyfikaty/<int:certificate_id>/odznaka.<str:fmt>", badges.badge, name="badge"),
    path("certyfikaty/czekajace/", waiting.waiting, name="waiting"),
    path("certyfikaty/czekajace.<str:fmt>", waiting.export, name="waiting_export"),
    path("certyfikaty/czekajace/wydaj/", waiting.issue, name="issue_waiting"),
    path("certyfikaty/paczka/", bundles.ask, name="bundle_ask"),
    path("certyfikaty/paczki/<int:bundle_id>/", bundles.bundle, name="bundle"),
    path("certyfikaty/paczki/<int:bundle_id>.zip", bundles.download, name="bundle_download"),
    path("certyfikaty/wzory/", templates.templates, name="templates"),
    path("certyfikaty/wzory/<int:programme_id>/", templates.template, name="template"),
    path("certyfikaty/wzory/<int:programme_id>.pdf", templates.preview, name="template_preview"),
    path("certyfikaty/patroni/nowy/", templates.patron_add, name="patron_add"),
    path("certyfikaty/patroni/<int:patron_id>/", templates.patron, name="patron"),
    path("odznaki/klucze/", badges.keys, name="badge_keys"),
    path("odznaki/klucze/<str:kid>", badges.key, name="badge_key"),
    path("odznaki/wystawcy/<int:organiser_id>/", badges.issuer, name="badge_issuer"),
    path("odznaki/wystawcy/<int:organiser_id>/stan/<int:number>/", badges.status, name="badge_status"),
    path("sprawdz/plik/", check.by_file, name="check_file"),
    path("sprawdz/", check.check, name="check"),
    path("sprawdz/<str:code>/", check.checked, name="checked"),
]
