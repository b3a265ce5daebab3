//! Both embedded journals against the conformance suite, and what only a file can do.

use crate::conformance::{at, commit, conformance, delivery, intent, record};
use crate::support::World;
use crate::support::fake_provider::FakeProvider;
use order::*;
use std::path::Path;
use std::sync::Arc;

conformance!(memory, async { (MemoryJournal::default(), ()) });
conformance!(on_sqlite, in_a_folder());

async fn in_a_folder() -> (SqliteJournal, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    (sqlite(folder.path()).await, folder)
}

async fn sqlite(folder: &Path) -> SqliteJournal {
    SqliteJournal::open(&folder.join("journal.db")).await.expect("the journal opens")
}

#[tokio::test]
async fn a_file_keeps_what_was_stored_and_lets_no_second_process_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let order = record("one", "89340000000000001", 0);
    let journal = sqlite(folder.path()).await;
    journal.insert(&order, at(0), None).await.expect("stored");
    let second = SqliteJournal::open(&folder.path().join("journal.db")).await;
    assert!(second.expect_err("refused").0.contains("another process"));
    drop(journal);
    assert_eq!(sqlite(folder.path()).await.load(&order.id).await, Ok(Some(order)));
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_send_that_may_have_an_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = sqlite(folder.path()).await;
    let order = record("one", "89340000000000001", 0);
    journal.insert(&order, at(0), None).await.expect("stored");
    let order = commit(&journal, &order, &[Change::PriceConfirmed, Change::OnAccount, intent(&order)], &[], None).await.expect("stored");
    // A row that no lane allows: two sends, neither proven without effect.
    let mut twice = order.clone();
    let mut second = order.attempts[0].clone();
    second.submission.attempt = 2;
    twice.attempts.push(second);
    twice.revision += 1;
    let changes = [Change::Waiting { until: at(9) }];
    let forged =
        Commit { from: order.revision, order: &twice, at: at(11), changes: &changes, due: None, errands: &[], settles: None, epoch: None };
    assert!(matches!(journal.commit(&forged).await, Err(CommitError::Storage(_))));
    assert_eq!(journal.load(&order.id).await, Ok(Some(order)));
}

#[tokio::test]
async fn parallel_placings_on_a_file_with_one_key_make_one_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(sqlite(folder.path()).await);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let journal = Arc::clone(&journal);
        tasks.spawn(async move { journal.insert(&record("one", "89340000000000001", 0), at(0), None).await.expect("answered") });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Inserted::New).count(), 1);
    assert!(outcomes.iter().all(|outcome| !matches!(outcome, Inserted::SimBusy(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_orders_that_claim_one_purchase_at_once_one_gets_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(sqlite(folder.path()).await);
    let mut commits = tokio::task::JoinSet::new();
    for index in 0..10 {
        let order = record(&format!("order{index}"), &format!("8934000000000001{index}"), 0);
        journal.insert(&order, at(0), None).await.expect("stored");
        let journal = Arc::clone(&journal);
        commits.spawn(async move { commit(journal.as_ref(), &order, &delivery(&order, "7"), &[], None).await });
    }
    let outcomes = commits.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(CommitError::EffectTaken)).count(), 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_cannot_be_read_hides_no_other_from_the_people_who_decide() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(sqlite(folder.path()).await);
    let mut queue = Vec::new();
    for index in 0..3 {
        let order = record(&format!("order{index}"), &format!("8934000000000001{index}"), index);
        journal.insert(&order, at(0), None).await.expect("stored");
        let opened = [Change::ReviewOpened { reason: ReviewReason::Overdue }];
        queue.push(commit(journal.as_ref(), &order, &opened, &[], None).await.expect("stored"));
    }
    let file = format!("sqlite://{}", folder.path().join("journal.db").display());
    let aside = sqlx::SqlitePool::connect(&file).await.expect("the file");
    sqlx::query("UPDATE orders SET record = '{}' WHERE id = ?").bind(queue[1].id.as_str()).execute(&aside).await.expect("spoilt");
    let world = World::build(FakeProvider::by_marker(), journal, Settings::default()).await;
    let shown = world.engine.review_queue(None, 10).await.expect("readable");
    let whole = |order: &OrderRecord| InReview::Order(Box::new(order.clone()));
    assert_eq!(shown, [whole(&queue[0]), InReview::Unreadable(queue[1].id.clone()), whole(&queue[2])]);
    assert_eq!(world.engine.review_queue(Some(&queue[1].id), 10).await, Ok(vec![whole(&queue[2])]), "and the next page goes on behind it");
    assert_eq!(world.engine.reviews_open(10).await, Ok(3));
}
