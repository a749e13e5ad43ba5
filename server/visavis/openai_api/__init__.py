"""Services that speak OpenAI's language, wherever they are: their settings, OpenAI's client library with our limits,
and what goes wrong. Beneath everything that asks them."""
