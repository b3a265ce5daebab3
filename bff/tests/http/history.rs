//! A history that reads its own writes, within what the providers allow.

use crate::stage::Stage;
use crate::visitor::Visitor;
use contract::Source;
use sandbox::{Operation, Player};

const SIM: &str = "89340000000000872";
const PACKAGE: &str = "bonbon-mobile-30days-3gb-topup";

#[tokio::test]
async fn the_new_package_shows_at_once_with_one_provider_call_in_fifteen_minutes() {
    let mut stage = Stage::open().await;
    let handle = {
        let mara = stage.visitor("mara").await;
        let sim = mara.sim(SIM).await;
        let before = mara.packages(&sim).await;
        assert!(before.as_of.is_some() && before.packages.iter().all(|package| package.source == Source::Provider));
        let order = mara.buy(SIM, PACKAGE).await;
        let (one, two) = tokio::join!(mara.packages(&sim), mara.packages(&sim));
        assert_eq!(one, two);
        assert_eq!(one.packages.len(), before.packages.len() + 1);
        assert_eq!((one.packages[0].source, one.packages[0].order.clone()), (Source::Journal, Some(order.id)));
        assert_eq!(one.as_of, before.as_of, "the age is the list's, not ours");
        mara.handle
    };
    stage.restart().await;
    let mara = Visitor { stage: &stage, handle };
    let sim = mara.sim(SIM).await;
    assert_eq!(mara.packages(&sim).await.packages[0].source, Source::Journal);
    let calls = stage.sandbox.ledger().requests_for(Player::Pressone, Operation::History).len();
    assert_eq!(calls, 1, "not even a restart asks again too early");

    // Fifteen minutes later the provider's own list shows it, and it stands there once.
    let file = format!("sqlite://{}", stage.folder.path().join("journal.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.expect("the journal");
    sqlx::query("UPDATE package_history SET next_call_at = next_call_at - 900").execute(&pool).await.expect("an update");
    stage.sandbox.advance(std::time::Duration::from_secs(901));
    let mara = stage.visitor("mara").await;
    let later = mara.packages(&sim).await;
    let ours: Vec<_> = later.packages.iter().filter(|package| package.order.is_some()).collect();
    assert_eq!(ours.len(), 1, "{later:#?}");
    assert_eq!(ours[0].source, Source::Provider);
    assert_eq!(stage.sandbox.ledger().requests_for(Player::Pressone, Operation::History).len(), 2);
}

#[tokio::test]
async fn a_provider_that_refuses_the_history_leaves_the_journal_speaking() {
    let stage = Stage::open().await;
    let fault = sandbox::Fault::Drop { when: sandbox::When::Before };
    stage.sandbox.arm(sandbox::FaultRule::once(Player::Pressone, Operation::History, fault).always());
    let mara = stage.visitor("mara").await;
    let order = mara.buy(SIM, PACKAGE).await;
    let history = mara.packages(&mara.sim(SIM).await).await;
    assert_eq!(history.as_of, None);
    assert_eq!(history.packages.iter().map(|package| package.order.clone()).collect::<Vec<_>>(), [Some(order.id)]);
}

#[tokio::test]
async fn a_customer_who_leaves_does_not_take_the_one_call_in_fifteen_minutes_along() {
    let stage = Stage::open().await;
    let fault = sandbox::Fault::Slow { millis: 1_500, when: sandbox::When::Before };
    stage.sandbox.arm(sandbox::FaultRule::once(Player::Pressone, Operation::History, fault));
    let mara = stage.visitor("mara").await;
    let sim = mara.sim(SIM).await;
    let leaving =
        mara.request(reqwest::Method::GET, &format!("/v1/sims/{}/packages", sim.id)).timeout(std::time::Duration::from_millis(300));
    assert!(leaving.send().await.expect_err("gone before the answer").is_timeout());
    let back = mara.packages(&sim).await;
    assert!(back.as_of.is_some() && !back.packages.is_empty(), "{back:?}");
    assert_eq!(stage.sandbox.ledger().requests_for(Player::Pressone, Operation::History).len(), 1);
}
