# One image for worker, beat, staff, public and migrate; docker-compose.yml says which.
# Build stage: packages by hash; both planes' static files, compressed. Final stage: no
# compiler, no pip cache, an account of its own, nothing in the image writable for it.

FROM python:3.11-slim AS build
WORKDIR /srv/app
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/base.txt
COPY . .
ENV DATA_DIR=/srv/data
# Values that only satisfy the check of the environment; none is kept in the image.
RUN PLANE=staff DATABASE_URL=postgresql://build@build/build BROKER_URL=redis://build \
    SECRET_KEY=build AUDIT_DATABASE_URL=postgresql://build@build/build \
    MASTER_KEYS_FILE=build AUDIT_SIGNING_KEY_FILE=build RELEASE_SIGNING_KEY_FILE=build \
    python -m accountability.management.static_files \
 && PLANE=public python -m accountability.management.static_files \
 && cd /srv/data && mkdir -p archive releases drafts attachments audit-heads ../keys ../scratch \
 && cd /srv/app \
 && python -m compileall -q accountability dashboard

FROM python:3.11-slim
# For scanned pages: --build-arg OCR_PACKAGES="tesseract-ocr tesseract-ocr-fra".
ARG OCR_PACKAGES=""
RUN if [ -n "$OCR_PACKAGES" ]; then apt-get update \
 && apt-get install -y --no-install-recommends $OCR_PACKAGES \
 && rm -rf /var/lib/apt/lists/*; fi
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin accountability
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/app /srv/app
COPY --from=build /srv/data/static /srv/data/static
# Named volumes take over the owner of the directories they are first mounted on.
COPY --from=build --chown=accountability:accountability /srv/data/archive /srv/data/archive
COPY --from=build --chown=accountability:accountability /srv/data/releases /srv/data/releases
COPY --from=build --chown=accountability:accountability /srv/data/drafts /srv/data/drafts
COPY --from=build --chown=accountability:accountability /srv/data/attachments /srv/data/attachments
COPY --from=build --chown=accountability:accountability /srv/data/audit-heads /srv/data/audit-heads
COPY --from=build --chown=accountability:accountability /srv/keys /srv/keys
COPY --from=build --chown=accountability:accountability /srv/scratch /srv/scratch
ENV PATH=/srv/venv/bin:$PATH DATA_DIR=/srv/data PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /srv/app
USER accountability
