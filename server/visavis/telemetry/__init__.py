"""What an operator sees of a running server: figures for Prometheus, traces for OpenTelemetry. Both only look on."""
