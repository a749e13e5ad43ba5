"""``visavis bench``: the figures the docs quote, measured side by side in one run on the reader's own machine."""
