# The portal's image: dependencies by hash, static files collected, no root, no tools.
FROM python:3.12.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/tsunagu
RUN python -m venv /srv/venv
COPY requirements/production.txt requirements/production.txt
RUN /srv/venv/bin/pip install --quiet --require-hashes --only-binary :all: -r requirements/production.txt
COPY manage.py ./
COPY portal portal
COPY organizations organizations
COPY volunteers volunteers
COPY grants grants
COPY kpis kpis
COPY templates templates
COPY locale locale
# No secret is needed to compile translations and collect files, and none stays in the image.
RUN /srv/venv/bin/python manage.py compile_catalogues \
 && HASHED_STATIC=1 STATIC_FOLDER=/srv/static /srv/venv/bin/python manage.py collectstatic --noinput --verbosity=0 \
 && rm -rf var

FROM python:3.12.11-slim-bookworm
ENV NUMBA_CACHE_DIR=/tmp/numba PATH=/srv/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8 \
    TSUNAGU_MODE=production STATIC_FOLDER=/srv/static ERASURE_LEDGER=/srv/ledger/erasures.jsonl
RUN groupadd --gid 10001 tsunagu \
 && useradd --uid 10001 --gid tsunagu --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tsunagu
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/tsunagu /srv/tsunagu
RUN install -d -o tsunagu -g tsunagu -m 0750 /srv/tsunagu/var /srv/ledger /srv/backups
WORKDIR /srv/tsunagu
USER 10001:10001
VOLUME ["/srv/tsunagu/var", "/srv/ledger", "/srv/backups"]
EXPOSE 8000
CMD ["gunicorn", "--config=python:portal.gunicorn", "--bind=0.0.0.0:8000"]
