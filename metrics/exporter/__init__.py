"""The book as Prometheus series: a view of a cached snapshot; keeps no state of its own."""
