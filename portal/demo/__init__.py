"""The demo ward: built through the services, with a fixed seed, so that the demo is also a test."""
