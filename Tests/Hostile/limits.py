"""How long the shop bears with a client: shorter than by default, so that a slow one is seen to be let go soon."""

REQUEST_SECONDS = 6
IDLE_SECONDS = 4
