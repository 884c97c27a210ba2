"""Kafka in, the pure core called, the ledger moved. The only room that knows Faust."""
