from __future__ import annotations

from django.urls import path

from kaganek.documents.views import certificates, check, transcript

app_name = "documents"
urlpatterns = [
    path("certyfikaty/", certificates.certificates, name="certificates"),
    path("certyfikaty.<str:fmt>", certificates.export, name="certificates_export"),
    path("certyfikaty/wykaz/", transcript.transcript, name="transcript"),
    path("certyfikaty/wykaz.<str:fmt>", transcript.transcript_export, name="transcript_export"),
    path("certyfikaty/<int:certificate_id>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("certyfikaty/<int:certificate_id>/zastap/", certificates.replace, name="replace"),
    path("certyfikaty/<int:certificate_id>/uniewaznij/", certificates.revoke, name="revoke"),
    path("sprawdz/", check.check, name="check"),
    path("sprawdz/<str:code>/", check.checked, name="checked"),
]
