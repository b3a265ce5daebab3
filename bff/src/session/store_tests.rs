use super::*;
use crate::session::Handle;
use order::PaymentTerms;
use std::path::Path;
use std::time::Duration;

const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(NOW + seconds)
}

async fn store(folder: &Path) -> SessionStore {
    let pool = crate::database::open(&folder.join("journal.sqlite")).await.unwrap();
    SessionStore::new(pool, SessionConfig { idle: Duration::from_secs(900), total: Duration::from_secs(3600) })
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
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
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

#[tokio::test]
async fn looking_a_session_up_does_not_use_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let session = session(&store);
    store.open(&session, "token-one", NOW + 240, at(0)).await.unwrap();
    assert!(matches!(store.find(session.hash, at(899)).await.unwrap(), Found::Open(_)));
    assert!(matches!(store.find(session.hash, at(900)).await.unwrap(), Found::Ended));
}

#[tokio::test]
async fn a_token_opens_one_session_even_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = store(folder.path()).await;
    let one = session(&first);
    first.open(&one, "token-one", NOW + 240, at(0)).await.unwrap();
    assert!(matches!(first.open(&session(&first), "token-one", NOW + 240, at(1)).await, Err(OpenError::Replayed)));
    first.pool.close().await;
    let second = store(folder.path()).await;
    assert!(matches!(second.open(&session(&second), "token-one", NOW + 240, at(2)).await, Err(OpenError::Replayed)));
    assert_eq!(state(&second, one.hash, 3).await, "open", "the session outlives the restart");
    let mut elsewhere = session(&second);
    elsewhere.customer.storefront = "other".to_owned();
    assert!(second.open(&elsewhere, "token-one", NOW + 240, at(4)).await.is_ok(), "another shop's tokens have their own names");
}

#[tokio::test]
async fn of_two_at_the_same_time_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let (one, two) = (session(&store), session(&store));
    let (first, second) = tokio::join!(store.open(&one, "token-one", NOW + 240, at(0)), store.open(&two, "token-one", NOW + 240, at(0)));
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
}

#[tokio::test]
async fn the_file_holds_no_handle() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let handle = Handle::random().unwrap();
    let mut session = session(&store);
    session.hash = handle.hash();
    store.open(&session, "token-one", NOW + 240, at(0)).await.unwrap();
    store.pool.close().await;
    let text = handle.into_text();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()));
    }
}
