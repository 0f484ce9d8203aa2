"""The Celery application. State lives in Postgres; the broker is a doorbell."""

import os
from datetime import timedelta

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accountability.settings")

from django.conf import settings

from accountability.heartbeat import Heart

app = Celery("accountability", broker=settings.BROKER_URL)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    # Longer tasks would be delivered a second time by the broker after 120 s.
    task_time_limit=90,
    task_soft_time_limit=75,
    worker_prefetch_multiplier=1,
    worker_concurrency=2,
    worker_soft_shutdown_timeout=1.0,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        # A broker out of reach must not hold up whoever rings: the sweeper will.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    },
    beat_schedule={
        "ring-again": {
            "task": "accountability.ring_again",
            "schedule": timedelta(seconds=5),
            "options": {"expires": 5},
        },
        "scrape-due": {
            "task": "accountability.scrape_due",
            "schedule": timedelta(minutes=5),
            "options": {"expires": 60},
        },
        "look-at-sources": {
            "task": "accountability.look_at_sources",
            "schedule": timedelta(minutes=5),
            "options": {"expires": 60},
        },
        "seal-audit": {
            "task": "accountability.seal_audit",
            "schedule": timedelta(minutes=1),
            "options": {"expires": 60},
        },
        "tend-cases": {
            "task": "accountability.tend_cases",
            "schedule": timedelta(minutes=2),
            "options": {"expires": 60},
        },
        "keep-clocks": {
            "task": "accountability.keep_clocks",
            "schedule": timedelta(hours=6),
            "options": {"expires": 3600},
        },
    },
)
app.steps["worker"].add(Heart)
app.autodiscover_tasks(["accountability"])
