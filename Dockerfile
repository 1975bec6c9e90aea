# Two images: `denpyo` for every service of `denpyo up`, and `practice` on top of it, never in production.
# Debian 12 has Python 3.11, the one that requirements.lock is made on.
FROM debian:12-slim AS denpyo

# Where torch's CPU wheels and the other packages are to be had, if not where pip looks by itself (docs/containers.md).
ARG DENPYO_TORCH_INDEX
ARG PIP_INDEX_URL

ENV LANG=C.UTF-8 \
    TZ=Asia/Tokyo \
    PYTHONUNBUFFERED=1 \
    PATH=/srv/denpyo/.venv/bin:$PATH

WORKDIR /srv/denpyo

# The machine first, the code after it: a change of the code installs nothing again.
COPY LICENSE pyproject.toml requirements.lock ./
COPY setup setup
# The set-up saw no package of ours yet. A .pth file names their folder, as PYTHONPATH does not reach the readers' child, which
# runs isolated (python -I).
RUN setup/start.sh demo \
    && rm -rf /var/lib/apt/lists/* ~/.cache ~/.npm \
    && pwd > "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/denpyo-code.pth"

COPY slips slips
COPY config config
COPY ocr ocr
COPY bots bots
COPY connectors connectors
COPY flows flows

# Not root: Chromium keeps its sandbox, and what a page does to a reader stays in the reader.
RUN python -m compileall -q slips config ocr bots connectors flows \
    && useradd --uid 10001 --create-home denpyo \
    && install -d -o denpyo -g denpyo /var/lib/denpyo /var/lib/denpyo/inbox
USER denpyo
CMD ["denpyo", "--help"]


FROM denpyo AS practice
COPY practice practice
USER root
RUN python -m compileall -q practice && install -d -o denpyo -g denpyo /var/lib/practice
USER denpyo
