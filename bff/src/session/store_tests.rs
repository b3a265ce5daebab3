use super::*;
use crate::database::both::{Place, places};
use crate::session::Handle;
use order::PaymentTerms;
use std::time::Duration;

const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(NOW + seconds)
}

async fn store(place: &Place) -> SessionStore {
    SessionStore::new(place.open().await, SessionConfig { idle: Duration::from_secs(900), total: Duration::from_secs(3600) })
}

fn session(store: &SessionStore) -> Session {
    Session {
        hash: Handle::random().unwrap().hash(),
        customer: Customer { storefront: "demo".to_owned(), reference: "customer-7".to_owned() },
        origin: Some("https://shop.example".to_owned()),
        granted: Granted { sims: Vec::new(), terms: PaymentTerms::Hook, payment_label: None },
        used_at: at(0),
        ends_at: store.end(at(0)),
    }
}

/// What its page finds then; an open session is used.
async fn state(store: &SessionStore, hash: HandleHash, seconds: i64) -> &'static str {
    match store.find(hash, at(seconds)).await.unwrap() {
        Found::Open(session) => {
            store.note_use(&session, at(seconds)).await.unwrap();
            "open"
        }
        Found::Ended => "ended",
        Found::Never => "never",
    }
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_old() {
    for place in places() {
        let store = store(&place).await;
        let idle = session(&store);
        store.open(&idle, "token-one", NOW + 240, at(0)).await.unwrap();
        assert_eq!(state(&store, idle.hash, 899).await, "open");
        assert_eq!(state(&store, idle.hash, 1700).await, "open", "its use at 899 keeps it open");
        assert_eq!(state(&store, idle.hash, 2600).await, "ended");
        let old = session(&store);
        store.open(&old, "token-two", NOW + 240, at(0)).await.unwrap();
        for seconds in [800, 1600, 2400, 3200, 3599] {
            assert_eq!(state(&store, old.hash, seconds).await, "open", "{seconds}");
        }
        assert_eq!(state(&store, old.hash, 3600).await, "ended");
        assert_eq!(state(&store, Handle::random().unwrap().hash(), 0).await, "never");
    }
}

#[tokio::test]
async fn looking_a_session_up_does_not_use_it() {
    for place in places() {
        let store = store(&place).await;
        let session = session(&store);
        store.open(&session, "token-one", NOW + 240, at(0)).await.unwrap();
        assert!(matches!(store.find(session.hash, at(899)).await.unwrap(), Found::Open(_)));
        assert!(matches!(store.find(session.hash, at(900)).await.unwrap(), Found::Ended));
    }
}

#[tokio::test]
async fn a_token_opens_one_session_even_across_a_restart() {
    for place in places() {
        let first = store(&place).await;
        let one = session(&first);
        first.open(&one, "token-one", NOW + 240, at(0)).await.unwrap();
        assert!(matches!(first.open(&session(&first), "token-one", NOW + 240, at(1)).await, Err(OpenError::Replayed)));
        let second = store(&place).await;
        assert!(matches!(second.open(&session(&second), "token-one", NOW + 240, at(2)).await, Err(OpenError::Replayed)));
        assert_eq!(state(&second, one.hash, 3).await, "open", "the session outlives the restart");
        let mut elsewhere = session(&second);
        elsewhere.customer.storefront = "other".to_owned();
        assert!(second.open(&elsewhere, "token-one", NOW + 240, at(4)).await.is_ok(), "another shop's tokens have their own names");
    }
}

#[tokio::test]
async fn of_two_at_the_same_time_one_wins() {
    for place in places() {
        let store = store(&place).await;
        let (one, two) = (session(&store), session(&store));
        let (first, second) =
            tokio::join!(store.open(&one, "token-one", NOW + 240, at(0)), store.open(&two, "token-one", NOW + 240, at(0)));
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
    }
}

#[tokio::test]
async fn the_tables_hold_no_handle() {
    for place in places() {
        let store = store(&place).await;
        let handle = Handle::random().unwrap();
        let mut session = session(&store);
        session.hash = handle.hash();
        store.open(&session, "token-one", NOW + 240, at(0)).await.unwrap();
        let text = handle.into_text();
        match &place {
            Place::File(folder) => {
                for file in std::fs::read_dir(folder.path()).unwrap() {
                    let bytes = std::fs::read(file.unwrap().path()).unwrap();
                    assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()));
                }
            }
            Place::Postgres(database) => {
                let rows = database.sql("SELECT encode(handle_hash, 'escape'), session.* FROM session").unwrap();
                assert!(rows.contains("customer-7") && !rows.contains(&text), "{rows}");
            }
        }
    }
}

#[tokio::test]
async fn a_forgotten_scope_reads_no_session() {
    let [_, place] = places();
    let store = store(&place).await;
    store.open(&session(&store), "token-one", NOW + 240, at(0)).await.unwrap();
    let Place::Postgres(database) = &place else { panic!("the second place is PostgreSQL") };
    let seen = |scope: &str| {
        let counts = "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM used_token)";
        database.sql(&format!("SET ROLE topup; {scope}; {counts}")).unwrap().lines().last().unwrap().to_owned()
    };
    assert_eq!(seen("SELECT 1"), "0|0");
    assert_eq!(seen("SET topup.storefront = 'other'"), "0|0");
    assert_eq!(seen("SET topup.storefront = 'demo'"), "1|1");
}

#[tokio::test]
async fn a_crowd_that_waits_for_sessions_keeps_no_order_from_being_stored() {
    let [_, place] = places();
    let (Place::Postgres(server), database) = (&place, place.open().await) else { panic!("the second place is PostgreSQL") };
    let Database::Postgres(ways) = &database else { panic!("the second place is PostgreSQL") };
    // Nobody can look a session up until this ends.
    let mut holding = ways.turns().begin().await.unwrap();
    sqlx::query("LOCK TABLE session IN ACCESS EXCLUSIVE MODE").execute(&mut *holding).await.unwrap();
    let store = std::sync::Arc::new(SessionStore::new(
        database.clone(),
        SessionConfig { idle: Duration::from_secs(900), total: Duration::from_secs(3600) },
    ));
    let hash = Handle::random().unwrap().hash();
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let store = std::sync::Arc::clone(&store);
        crowd.spawn(async move { store.find(hash, at(0)).await.is_ok() });
    }
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'session'::regclass";
    while server.sql(waiting).unwrap().trim().parse::<u32>().unwrap() < 5 {
        tokio::task::yield_now().await;
    }
    let stored = sqlx::query("SELECT 1").execute(ways.whole());
    tokio::time::timeout(Duration::from_secs(4), stored).await.expect("the engine's own way is free").unwrap();
    holding.rollback().await.unwrap();
    crowd.shutdown().await;
}
