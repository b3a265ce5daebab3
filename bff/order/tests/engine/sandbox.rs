//! Over real sockets, on SQLite, judged by the sandbox's ledger.

use crate::real_shop::{Addresses, RealShop};
use crate::support::key;
use contract::{Order, OrderStatus, PaymentStatus, RejectionCode, SimKind};
use order::{Customer, Decision, Engine, OwnedSim, PaymentTerms, PlaceError, Placement, Ruling, Settings, Shop, SqliteJournal};
use provider::SimTarget;
use sandbox::{Course, Fault, FaultRule, Operation, Options, PaymentState, Player, Running, Sandbox, When};
use std::sync::Arc;
use std::time::Duration;

/// One provider's everyday SIM and package, with another SIM for a later order.
struct Case {
    account: &'static str,
    player: Player,
    iccid: &'static str,
    other_iccid: &'static str,
    offer: &'static str,
    kind: SimKind,
}

const PRESSONE: Case = Case {
    account: "pressone",
    player: Player::Pressone,
    iccid: "89340000000000872",
    other_iccid: "89340000000003017",
    offer: "bonbon-mobile-30days-3gb-topup",
    kind: SimKind::Esim,
};

const CONNECT: Case = Case {
    account: "connect",
    player: Player::Connect,
    iccid: "8944472600000510740",
    other_iccid: "8944472600000520015",
    offer: "kn8etk9XBX0gG7pFP5KErXvWVNN4jOERTMVMNEkX-Ak=",
    kind: SimKind::Psim,
};

/// How long something is waited for that must come.
const PATIENCE: Duration = Duration::from_secs(90);

struct Bench {
    sandbox: Running,
    shop: Arc<RealShop>,
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// Three hundred times faster than life: a quarter of an hour is three seconds.
    async fn new() -> Self {
        Self::hurried(300).await
    }

    async fn hurried(by: u32) -> Self {
        let mut options = Options::default();
        options.settings.connect.accepted_ms = 100;
        options.settings.connect.fulfilling_ms = 100;
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let shop = Arc::new(RealShop::new(&Addresses::of(&sandbox)));
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Arc::new(SqliteJournal::open(&folder.path().join("journal.db")).await.expect("the journal opens"));
        let settings = Settings { submit_deadline: Duration::from_secs(2), ..Settings::default() }.hurried(by);
        let engine = Engine::start(journal, shop.clone(), settings).await.expect("the engine starts");
        Self { sandbox, shop, engine, _folder: folder }
    }

    async fn placement(&self, case: &Case, iccid: &str, name: &str) -> Placement {
        let target = SimTarget { iccid: iccid.parse().expect("digits"), kind: case.kind, country: Some("GB".to_owned()), device: None };
        let id = format!("sim_{name}").parse().expect("an id");
        let sim = OwnedSim { id, account: case.account.to_owned(), target, label: "a SIM".to_owned() };
        let offers = self.shop.offers_now("demo", &sim).await.expect("offers");
        let quote = offers.into_iter().find(|offer| offer.id.as_str() == case.offer).expect("the package is offered");
        let customer = Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() };
        Placement { customer, sim, key: key(name), quote, terms: PaymentTerms::Hook, payment_reference: None }
    }

    async fn place(&self, case: &Case, iccid: &str, name: &str) -> Order {
        self.engine.place(self.placement(case, iccid, name).await).await.expect("the order is taken").0
    }

    async fn until(&self, order: &Order, wanted: impl Fn(&Order) -> bool) -> Order {
        let mara = Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() };
        self.until_seen_by(&mara, order, wanted).await
    }

    async fn until_seen_by(&self, who: &Customer, order: &Order, wanted: impl Fn(&Order) -> bool) -> Order {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut after = 0;
        loop {
            let seen = self.engine.wait(who, std::slice::from_ref(&order.sim), &order.id, after, Duration::from_secs(5)).await;
            let seen = seen.expect("readable").expect("known");
            if wanted(&seen) {
                return seen;
            }
            assert!(tokio::time::Instant::now() < deadline, "waited in vain: {seen:?}");
            after = seen.version;
        }
    }

    async fn until_paid(&self, order: &Order, payment: PaymentStatus) -> Order {
        self.until(order, |order| order.payment == payment).await
    }

    fn bought(&self, case: &Case, iccid: &str) -> usize {
        let ledger = self.sandbox.ledger();
        if case.account == "pressone" {
            ledger.topups_for(iccid).len()
        } else {
            ledger.connect_orders_for(iccid).into_iter().filter(|order| order.status != "FAILED").count()
        }
    }

    fn sends(&self, case: &Case) -> usize {
        self.sandbox.ledger().requests_for(case.player, Operation::Submit).len()
    }

    fn money(&self, order: &Order) -> Option<PaymentState> {
        self.sandbox.ledger().payment_of(order.id.as_str()).map(|payment| payment.state)
    }

    fn arm(&self, case: &Case, fault: Fault) {
        self.sandbox.arm(FaultRule::once(case.player, Operation::Submit, fault).on_sim(case.iccid));
    }
}

async fn everything_goes_well(case: &Case) {
    let bench = Bench::new().await;
    let placed = bench.place(case, case.iccid, "one").await;
    let done = bench.until_paid(&placed, PaymentStatus::Charged).await;
    assert_eq!(done.status, OrderStatus::Delivered);
    assert_eq!((bench.bought(case, case.iccid), bench.sends(case), bench.money(&placed)), (1, 1, Some(PaymentState::Captured)));
    let who = Customer { storefront: "demo".to_owned(), reference: "mara".to_owned() };
    let iccid = case.iccid.parse().expect("digits");
    let deliveries = bench.engine.deliveries(&who, case.account, &iccid, placed.placed_at).await.expect("readable");
    assert_eq!(deliveries.iter().map(|delivery| delivery.order.as_ref()).collect::<Vec<_>>(), [Some(&placed.id)]);
    bench.until_told(&placed, "order.delivered").await;
}

impl Bench {
    async fn until_told(&self, order: &Order, kind: &str) {
        let told = || self.sandbox.ledger().notices.iter().any(|notice| notice.order == order.id.as_str() && notice.kind == kind);
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !told() {
            assert!(tokio::time::Instant::now() < deadline, "never told: {kind}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn an_answer_lost_after_the_purchase_is_found(case: &Case) {
    for fault in [Fault::Drop { when: When::After }, Fault::Cut, Fault::Hang { when: When::After }] {
        let bench = Bench::new().await;
        bench.arm(case, fault.clone());
        let placed = bench.place(case, case.iccid, "one").await;
        let done = bench.until_paid(&placed, PaymentStatus::Charged).await;
        assert_eq!(done.status, OrderStatus::Delivered, "{fault:?}");
        assert_eq!((bench.bought(case, case.iccid), bench.sends(case)), (1, 1), "{fault:?}");
    }
}

async fn an_order_lost_before_the_purchase_is_believed_absent_only_with_proof(case: &Case) {
    let bench = Bench::new().await;
    bench.arm(case, Fault::Drop { when: When::Before });
    let placed = bench.place(case, case.iccid, "one").await;
    bench.until(&placed, |order| order.status == OrderStatus::Checking).await;
    // The intent's deadline must have passed before a later order can prove that the list is live.
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let later = bench.place(case, case.other_iccid, "later").await;
    bench.until_paid(&later, PaymentStatus::Charged).await;
    let done = bench.until_paid(&placed, PaymentStatus::Released).await;
    assert_eq!((done.status, done.rejection.expect("a reason").code), (OrderStatus::Rejected, RejectionCode::Absent));
    assert_eq!((bench.bought(case, case.iccid), bench.sends(case), bench.money(&placed)), (0, 2, Some(PaymentState::Released)));
}

async fn a_slow_purchase_is_waited_for_or_found(case: &Case) {
    for millis in [800, 4_000] {
        let bench = Bench::new().await;
        bench.arm(case, Fault::Slow { millis, when: When::After });
        let placed = bench.place(case, case.iccid, "one").await;
        let done = bench.until_paid(&placed, PaymentStatus::Charged).await;
        assert_eq!((done.status, bench.bought(case, case.iccid), bench.sends(case)), (OrderStatus::Delivered, 1, 1), "{millis} ms");
    }
}

async fn a_token_that_ends_in_mid_flight_costs_one_more_send_and_no_more_purchase(case: &Case) {
    let bench = Bench::new().await;
    bench.arm(case, Fault::ExpireToken);
    let placed = bench.place(case, case.iccid, "one").await;
    bench.until_paid(&placed, PaymentStatus::Charged).await;
    assert_eq!((bench.bought(case, case.iccid), bench.sends(case)), (1, 2));
}

async fn two_racing_orders_for_one_sim_buy_once(case: &Case) {
    let bench = Bench::new().await;
    bench.arm(case, Fault::Slow { millis: 300, when: When::After });
    let (mut one, mut two) = (bench.placement(case, case.iccid, "one").await, bench.placement(case, case.iccid, "two").await);
    two.customer.reference = "theo".to_owned();
    one.sim.id = two.sim.id.clone();
    let (first, second) = tokio::join!(bench.engine.place(one.clone()), bench.engine.place(two.clone()));
    let (placed, winner) = match (first, second) {
        (Ok((order, true)), Err(PlaceError::OrderOpen { order: open })) if order.id == open => (order, one),
        (Err(PlaceError::OrderOpen { order: open }), Ok((order, true))) if order.id == open => (order, two),
        other => panic!("one of them wins: {other:?}"),
    };
    let repeats = futures(&bench.engine, &winner, 10).await;
    assert!(repeats.iter().all(|(order, new)| order.id == placed.id && !new));
    bench.until_seen_by(&winner.customer, &placed, |order| order.payment == PaymentStatus::Charged).await;
    assert_eq!((bench.bought(case, case.iccid), bench.sends(case)), (1, 1));
}

async fn futures(engine: &Engine, placement: &Placement, times: usize) -> Vec<(Order, bool)> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..times {
        let (engine, placement) = (engine.clone(), placement.clone());
        tasks.spawn(async move { engine.place(placement).await.expect("the same order") });
    }
    tasks.join_all().await
}

async fn what_the_provider_takes_back_is_told_and_refunded_by_a_person(case: &Case) {
    // An hour is a third of a second, so the first question about the delivery comes soon.
    let bench = Bench::hurried(10_000).await;
    let placed = bench.place(case, case.iccid, "one").await;
    bench.until_paid(&placed, PaymentStatus::Charged).await;
    bench.sandbox.take_back(case.iccid);
    let reversed = bench.until(&placed, |order| order.status == OrderStatus::Reversed).await;
    assert_eq!(reversed.payment, PaymentStatus::Charged);
    let ruling = Ruling { decision: Decision::Refund, who: "ana".to_owned(), note: "the provider's desk confirms".to_owned() };
    bench.engine.resolve(&placed.id, ruling).await.expect("possible");
    bench.until_paid(&placed, PaymentStatus::Refunded).await;
    assert_eq!((bench.sends(case), bench.money(&placed)), (1, Some(PaymentState::Refunded)));
    bench.until_told(&placed, "order.reversed").await;
    bench.until_told(&placed, "order.review").await;
}

macro_rules! for_each_provider {
    ($($rule:ident),+ $(,)?) => {
        mod pressone {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                super::$rule(&super::PRESSONE).await;
            })+
        }

        mod connect {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                super::$rule(&super::CONNECT).await;
            })+
        }
    };
}

for_each_provider! {
    everything_goes_well,
    an_answer_lost_after_the_purchase_is_found,
    an_order_lost_before_the_purchase_is_believed_absent_only_with_proof,
    a_slow_purchase_is_waited_for_or_found,
    a_token_that_ends_in_mid_flight_costs_one_more_send_and_no_more_purchase,
    two_racing_orders_for_one_sim_buy_once,
    what_the_provider_takes_back_is_told_and_refunded_by_a_person,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_connect_order_is_rejected_and_one_that_delivered_all_the_same_is_a_persons_matter() {
    // Ten seconds of settling become two hundred milliseconds, and the late delivery comes after three seconds: so life size there.
    let bench = Bench::hurried(50).await;
    bench.arm(&CONNECT, Fault::Take { course: Course::Fails });
    let placed = bench.place(&CONNECT, CONNECT.iccid, "one").await;
    let done = bench.until_paid(&placed, PaymentStatus::Released).await;
    assert_eq!(done.rejection.expect("a reason").code, RejectionCode::NotAdded);
    let bench = Bench::hurried(1).await;
    bench.arm(&CONNECT, Fault::Take { course: Course::FailsButDelivers });
    let placed = bench.place(&CONNECT, CONNECT.iccid, "two").await;
    bench.until(&placed, |order| order.status == OrderStatus::Review).await;
    assert_eq!(bench.money(&placed), Some(PaymentState::Authorised));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decline_and_a_hook_that_hangs_buy_nothing() {
    let bench = Bench::new().await;
    let decline = Fault::Decline { reason: "card_declined".to_owned() };
    bench.sandbox.arm(FaultRule::once(Player::Storefront, Operation::Authorise, decline));
    let placed = bench.place(&PRESSONE, PRESSONE.iccid, "one").await;
    let done = bench.until(&placed, |order| order.status == OrderStatus::Rejected).await;
    assert_eq!((done.rejection.expect("a reason").code, done.payment), (RejectionCode::PaymentDeclined, PaymentStatus::Declined));
    bench.sandbox.arm(FaultRule::once(Player::Storefront, Operation::Authorise, Fault::Hang { when: When::Before }).always());
    let placed = bench.place(&PRESSONE, PRESSONE.iccid, "two").await;
    let done = bench.until(&placed, |order| order.status == OrderStatus::Rejected).await;
    assert_eq!(done.rejection.expect("a reason").code, RejectionCode::PaymentUnavailable);
    assert_eq!(bench.sends(&PRESSONE), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_whose_answer_was_lost_is_used_and_a_capture_that_fails_twice_is_made_in_the_end() {
    let bench = Bench::new().await;
    bench.sandbox.arm(FaultRule::once(Player::Storefront, Operation::Authorise, Fault::Hang { when: When::After }));
    let refusal = || Fault::Reply {
        status: 500,
        body: "no".to_owned(),
        content_type: "text/plain".to_owned(),
        headers: [].into(),
        when: When::Before,
    };
    bench.sandbox.arm(FaultRule { times: sandbox::Times::Next(2), ..FaultRule::once(Player::Storefront, Operation::Capture, refusal()) });
    let placed = bench.place(&PRESSONE, PRESSONE.iccid, "one").await;
    bench.until_paid(&placed, PaymentStatus::Charged).await;
    let ledger = bench.sandbox.ledger();
    let steps: Vec<_> = ledger.payment_of(placed.id.as_str()).expect("a payment").history.iter().map(|step| step.state).collect();
    assert_eq!(steps, [PaymentState::Authorised, PaymentState::Captured]);
    assert_eq!(ledger.requests_for(Player::Storefront, Operation::Capture).len(), 3);
}
