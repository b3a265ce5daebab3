//! What a customer sees of the SIMs.

use crate::stage::Stage;
use contract::{DataLeft, SimState, WhyNot};
use sandbox::{Fault, FaultRule, Operation, Player};

fn broken(player: Player, operation: Operation) -> FaultRule {
    let fault = Fault::Reply {
        status: 503,
        body: "<html>down</html>".to_owned(),
        content_type: "text/html".to_owned(),
        headers: std::collections::BTreeMap::new(),
        when: sandbox::When::Before,
    };
    FaultRule::once(player, operation, fault).always()
}

#[tokio::test]
async fn every_sim_shows_with_its_state_and_why_it_cannot_be_topped_up() {
    let stage = Stage::open().await;
    let sims = stage.visitor("theo").await.sims().await;
    for (state, why_not) in [(SimState::Retired, Some(WhyNot::Retired)), (SimState::NotActive, Some(WhyNot::NotActive))] {
        assert!(sims.iter().any(|sim| sim.state == state && sim.why_not == why_not), "{state:?}: {sims:#?}");
    }
    assert!(sims.iter().any(|sim| sim.state == SimState::Expired));
    assert!(sims.iter().all(|sim| sim.can_top_up == sim.why_not.is_none()));
    let mara = stage.visitor("mara").await.sims().await;
    assert!(mara.iter().any(|sim| sim.data == Some(DataLeft::Unlimited)));
    assert!(mara.iter().any(|sim| sim.minutes.is_some() && sim.texts.is_some()));
    assert_eq!(stage.visitor("fleet").await.sims().await.len(), 12);
}

#[tokio::test]
async fn the_same_look_within_a_minute_asks_no_provider() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let first = mara.sims().await;
    let asked = stage.sandbox.ledger().requests.len();
    assert_eq!(mara.sims().await, first);
    assert_eq!(stage.sandbox.ledger().requests.len(), asked);
}

#[tokio::test]
async fn a_silent_provider_hides_no_sim() {
    let stage = Stage::open().await;
    stage.sandbox.arm(broken(Player::Pressone, Operation::Usage));
    stage.sandbox.arm(broken(Player::Pressone, Operation::Sim));
    let sims = stage.visitor("mara").await.sims().await;
    assert_eq!(sims.len(), 5);
    for sim in sims {
        let pressone = sim.iccid.as_str().starts_with("8934");
        assert_eq!(sim.as_of.is_none(), pressone, "{:?}", sim.id);
        if pressone {
            assert_eq!((sim.state, sim.why_not), (SimState::Unknown, Some(WhyNot::ProviderUnavailable)));
        }
    }
}

#[tokio::test]
async fn a_provider_that_hangs_hides_no_sim_however_many_there_are() {
    let second = std::time::Duration::from_secs(1);
    let stage = Stage::with(|config| {
        config.request = second * 2;
        config.catalogue.provider = second;
        config.catalogue.parallel_reads = 1;
    })
    .await;
    let hang = Fault::Hang { when: sandbox::When::Before };
    stage.sandbox.arm(FaultRule::once(Player::Pressone, Operation::Usage, hang).always());
    let sims = stage.visitor("fleet").await.sims().await;
    assert_eq!(sims.len(), 12);
    assert!(sims.iter().any(|sim| sim.why_not == Some(WhyNot::ProviderUnavailable)), "{sims:#?}");
}

#[tokio::test]
async fn the_last_good_state_is_served_with_its_age_when_the_provider_falls_silent() {
    let stage = Stage::with(|config| config.catalogue.sim_cache = std::time::Duration::ZERO).await;
    let mara = stage.visitor("mara").await;
    let before = mara.sim("89340000000000872").await;
    stage.sandbox.arm(broken(Player::Pressone, Operation::Usage));
    stage.sandbox.arm(broken(Player::Pressone, Operation::Sim));
    let after = mara.sim("89340000000000872").await;
    assert_eq!(after, before, "state and as_of are those of the last answer");
    let problem = {
        stage.sandbox.arm(broken(Player::Pressone, Operation::Offers));
        mara.get(&format!("/v1/sims/{}/offers", before.id)).await.problem()
    };
    assert_eq!((problem.status, problem.code), (503, contract::ProblemCode::ProviderUnavailable));
}

#[tokio::test]
async fn after_a_delivery_the_sim_is_read_again() {
    let stage = Stage::open().await;
    let mara = stage.visitor("mara").await;
    let iccid = "8944472600000510740";
    let Some(DataLeft::Metered { total: before, .. }) = mara.sim(iccid).await.data else { panic!("a counted volume") };
    mara.buy(iccid, "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=").await;
    let Some(DataLeft::Metered { total: after, .. }) = mara.sim(iccid).await.data else { panic!("a counted volume") };
    assert!(after > before, "{before} {after}");
}
