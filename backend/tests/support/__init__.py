"""For browser tests, benchmarks and screenshots: the running product, and people who use it."""
