"""The only files that touch a socket or an HTTP route."""
