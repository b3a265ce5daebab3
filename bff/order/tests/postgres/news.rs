//! What one instance commits, the others hear.

use crate::conformance::{at, commit, record};
use crate::{database, open};
use order::*;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_hear_of_a_commit_in_time_and_the_committer_does_not() {
    let (_database, address) = database();
    let (here, there) = (open(&address).await, open(&address).await);
    let (mut own, mut heard) = (here.news(), there.news());
    let mut order = record("one", "89340000000000001", 0);
    here.insert(&order, at(0), None).await.expect("stored");
    assert_eq!(heard.recv().await, Ok(News { order: order.id.clone(), version: order.version }));
    let mut took = Vec::new();
    for _ in 0..200 {
        order = commit(&here, &order, &[Change::Waiting { until: at(9) }], &[], None).await.expect("stored");
        let committed = Instant::now();
        let news = heard.recv().await.expect("news");
        took.push(committed.elapsed());
        assert_eq!(news.order, order.id);
    }
    took.sort();
    // The middle: on a machine that does other things as well, single ones come late.
    let middle = took[took.len() / 2];
    assert!(middle < Duration::from_millis(500), "too slow: {middle:?}");
    assert!(own.try_recv().is_err(), "it knows already");
    assert!(here.is_shared());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_flows_again_after_the_connections_were_cut() {
    let (database, address) = database();
    let (here, there) = (open(&address).await, open(&address).await);
    let mut heard = there.news();
    let mut order = record("one", "89340000000000001", 0);
    here.insert(&order, at(0), None).await.expect("stored");
    heard.recv().await.expect("news");
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'topup' AND datname = current_database()";
    database.sql(cut).expect("cut");
    // What is told while nobody listens is lost, which is what the others look again for; it must not stay so.
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Ok(next) = commit(&here, &order, &[Change::Waiting { until: at(9) }], &[], None).await {
            order = next;
        } else if let Ok(Some(standing)) = here.load(&order.id).await {
            order = standing;
        }
        if tokio::time::timeout(Duration::from_millis(500), heard.recv()).await.is_ok() {
            break;
        }
        assert!(Instant::now() < deadline, "no news any more");
    }
}
