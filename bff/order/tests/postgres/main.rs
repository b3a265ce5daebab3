//! The journal in PostgreSQL: the conformance suite, several instances on one database, and what can be wrong with a database.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

mod claims;
#[path = "../conformance/mod.rs"]
mod conformance;
mod fleet;
mod news;
mod observed;
mod opening;
mod outage;
#[path = "../real_shop/mod.rs"]
mod real_shop;
mod scope;

use conformance::conformance;
use observed::{Hooks, Observed};
use order::{Moment, Postgres, PostgresAddress, PostgresJournal};
use postgres_server::{Database, Server};

conformance!(on_postgres, by_the_callers_clock());

/// A new database and its address.
fn database() -> (Database, PostgresAddress) {
    let database = Server::shared().and_then(|server| server.database()).expect("a database");
    let address = PostgresAddress::parse(&database.url()).expect("a good URL");
    (database, address)
}

async fn open(address: &PostgresAddress) -> PostgresJournal {
    let ways = Postgres::connect(address).await.expect("the database can be entered");
    PostgresJournal::open(ways).await.expect("the journal opens")
}

/// A journal whose database keeps the time that its callers tell: the suite's leases run out when the suite says so.
async fn by_the_callers_clock() -> (Observed<CallersClock>, Database) {
    let (database, address) = database();
    let journal = open(&address).await;
    database.sql("CREATE TABLE told AS SELECT 0::bigint AS at; GRANT SELECT ON told TO topup").expect("a table");
    let clock = "CREATE OR REPLACE FUNCTION topup_now() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT at FROM told $$";
    database.sql(clock).expect("another clock");
    (Observed { inner: journal, hooks: CallersClock(database.clone()) }, database)
}

struct CallersClock(Database);

#[async_trait::async_trait]
impl Hooks for CallersClock {
    async fn before_claim(&self, now: Moment) {
        self.0.sql(&format!("UPDATE told SET at = {}", now.unix_millis())).expect("told");
    }
}
