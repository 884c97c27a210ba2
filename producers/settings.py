"""Settings of the partner's side: one frozen object, read from the environment at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Kafka is, and where this machine keeps its key and its spool."""

    kafka: str = "127.0.0.1:9092"
    """`LCJB_KAFKA`: bootstrap servers, comma separated."""
    home: Path = Path(".lcjb")
    """`LCJB_HOME`: folder of the token key and the spool; readable by its owner only."""
    security: str = "PLAINTEXT"
    """`LCJB_KAFKA_SECURITY`: `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`."""
    user: str | None = None
    """`LCJB_KAFKA_USER`: name of this partner's principal (SCRAM-SHA-512)."""
    password_file: Path | None = None
    """`LCJB_KAFKA_PASSWORD_FILE`: file that holds its password, and nothing else."""
    ca_file: Path | None = None
    """`LCJB_KAFKA_CA_FILE`: certificate authority of the brokers, in PEM."""
    patience_seconds: int = 30
    """`LCJB_PATIENCE`: seconds without an acknowledgement before the rest stays in the spool."""

    @property
    def key_file(self) -> Path:
        """File of the token key."""
        return self.home / "token.key"

    @property
    def spool_file(self) -> Path:
        """File of the spool."""
        return self.home / "spool.db"


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings; what is absent or empty keeps its default. Raises `ValueError`."""
    said = {name: value for name, value in environment.items() if value}
    default = Settings()
    return Settings(
        kafka=said.get("LCJB_KAFKA", default.kafka),
        home=Path(said.get("LCJB_HOME", default.home)),
        security=said.get("LCJB_KAFKA_SECURITY", default.security),
        user=said.get("LCJB_KAFKA_USER"),
        password_file=_path(said.get("LCJB_KAFKA_PASSWORD_FILE")),
        ca_file=_path(said.get("LCJB_KAFKA_CA_FILE")),
        patience_seconds=int(said.get("LCJB_PATIENCE", default.patience_seconds)),
    )


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None
