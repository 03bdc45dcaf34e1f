# Two stages: what builds stays behind. Pin the base by digest when you publish an image of your own.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock
RUN python -m venv /opt/prova && /opt/prova/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY content content
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/wheel .
RUN /opt/prova/bin/pip install --no-cache-dir --no-deps /tmp/wheel/*.whl && /opt/prova/bin/pip uninstall --yes pip setuptools

FROM ${BASE}
COPY --from=build /opt/prova /opt/prova
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin prova \
 && mkdir /data && chown prova:prova /data
ENV PATH=/opt/prova/bin:/usr/local/bin:/usr/bin:/bin \
    PROVA_HTTP_PORT=8080 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    XDG_DATA_HOME=/data
USER prova
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["prova", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["prova"]
CMD ["run"]
