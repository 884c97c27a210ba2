"""The stack without containers, and its servers one by one for tests.

    from infra.native import Alertmanager, Kafka, PostgreSQL, Prometheus, Receivers

    with Kafka(folder) as broker:              # a KRaft broker, up and healthy
        broker.bootstrap                       # "127.0.0.1:PORT"
        broker.kill(); broker.start()          # same port, same data
    with PostgreSQL(folder) as server:
        server.url                             # SQLAlchemy address of the database `lcjb`
        server.create("fresh")                 # a new empty database; gives its address
    with Prometheus(folder, targets={"exporter": ["127.0.0.1:9108"],
                                     "alertmanager": [f"127.0.0.1:{manager.port}"]}) as it:
        it.url, it.data, it.reload()           # rules=None for none; default dashboards/rules
    with Alertmanager(folder, receivers=Receivers(webhook="http://127.0.0.1:PORT/")) as manager:
        manager.url

Each takes `(folder, port=0, *, …)`: data and a log file go into `folder`; a taken or unsaid port
becomes a free one and is kept over restarts. Each has `start() stop() kill() pause() resume()`,
`alive`, `port`, `log`; `Kafka` also takes `settings={...}` (broker settings) and `heap="512m"`;
`PostgreSQL.remove()` deletes data that had to lie outside `folder` (when root).
`StackFault` is raised when one does not come up, with the end of its log.
`bundles.prometheus("promtool")` and `bundles.alertmanager("amtool")` give those programs' paths.
The fixtures `kafka`, `postgres` and `postgres_url` in tests/conftest.py are of the session.

Never imported by producers, metrics, streams or dashboards.
"""

from infra.native.broker import Kafka
from infra.native.database import PostgreSQL
from infra.native.places import StackFault
from infra.native.receivers import Receivers
from infra.native.service import Service
from infra.native.watchers import Alertmanager, Prometheus

__all__ = [
    "Alertmanager",
    "Kafka",
    "PostgreSQL",
    "Prometheus",
    "Receivers",
    "Service",
    "StackFault",
]
