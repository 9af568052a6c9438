# One image for every process of the platform: `saphan …`.
FROM python:3.12-slim

RUN useradd --create-home --uid 10001 saphan && mkdir /state && chown saphan /state
WORKDIR /opt/saphan

# The pins change less often than the code, so they are a layer of their own.
COPY requirements requirements
RUN python -m pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements/run.txt

COPY . .
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation --no-index --editable .

USER saphan
ENV PYTHONUNBUFFERED=1
VOLUME /state
ENTRYPOINT ["saphan"]
