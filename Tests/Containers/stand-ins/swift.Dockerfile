# Stands in for swift:6.3-bookworm where no registry can be reached: the toolchain of this machine, as the context.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils ca-certificates git libc6-dev libcurl4-openssl-dev libedit2 \
        libgcc-12-dev libncurses6 libpython3.11 libsqlite3-0 libstdc++-12-dev libxml2 libz3-4 tzdata zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
COPY usr /usr
