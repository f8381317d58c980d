"""Two people load the register in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.utils import timezone
from tests import databases, live

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Office, OfficeState, RegisterImport
from kaganek.people.services.register import apply_register
from kaganek.people.tests.test_register import terc


def test_two_loads_at_once_leave_one(django_db_setup, django_db_blocker):
    register, start = terc(2025), Barrier(2)

    def load():
        try:
            with seated(SYSTEM):
                start.wait(10)
                return apply_register(register, file_name="T.csv", by=SYSTEM, at=timezone.now()).new
        finally:
            connection.close()

    with (
        databases.clone("register_at_once") as name,
        django_db_blocker.unblock(),
        live.inside(name),
        ThreadPoolExecutor(2) as both,
    ):
        outcomes = sorted(task.result(60) for task in [both.submit(load) for _ in range(2)])
        with seated(SYSTEM):
            held = Office.objects.count(), OfficeState.objects.count(), RegisterImport.objects.count()

    assert outcomes == [False, True]
    assert held == (2809, 2809, 1)
