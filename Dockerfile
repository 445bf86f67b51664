# Built in one stage, run in another: the image holds no build tools, and nothing that was not hash-checked.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

COPY requirements/run.txt requirements/build.txt requirements/
RUN python -m venv /opt/milepost \
    && /opt/milepost/bin/pip install --require-hashes -r requirements/run.txt \
    && pip install --require-hashes -r requirements/build.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY content content
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/milepost/bin/pip install --no-deps --no-index /dist/*.whl


FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data milepost \
    && install --directory --owner=milepost --group=milepost /data
COPY --from=build /opt/milepost /opt/milepost

ENV PATH=/opt/milepost/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/milepost.db
USER milepost
WORKDIR /data
VOLUME /data

HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["milepost", "check", "--running"]
ENTRYPOINT ["milepost"]
CMD ["run"]
