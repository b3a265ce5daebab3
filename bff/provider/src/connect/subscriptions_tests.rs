use super::*;
use crate::fixtures::esim;

const FULL: &str = r#"{ "id": "h7Tq-2LmVb0xYw9EoRk4ZsDc5JfNu8GaPi1rXe6CtQw=", "name": "3 GB / 30 days Europe",
  "sim_id": "8988200000000417736", "product_id": "Zq3-uR8a=", "created_date": "2031-03-01T10:15:41Z",
  "activation_date": "2031-03-01T10:15:44Z", "expiry_date": "2031-03-31T10:15:44Z", "status": "ACTIVE",
  "initial_balance": 3221225472, "current_balance": 3000000000, "spend_balance": 221225472, "balance_units": "Bytes" }"#;

const EARLY: Timestamp = Timestamp::from_unix_seconds(0);

fn reply(body: String) -> Reply {
    Reply { status: 200, retry_after: None, body }
}

fn subscription(json: &str) -> Subscription {
    single(&reply(json.to_owned())).unwrap()
}

fn offer(id: &str) -> OfferId {
    id.parse().unwrap()
}

#[test]
fn balances_are_read_in_every_documented_spelling() {
    let left = Some(DataLeft::Metered { remaining: 3_000_000_000, total: 3_221_225_472 });
    assert_eq!(subscription(FULL).data, left);
    for balances in [
        r#""initial_balance": "3221225472.0", "current_balance": "3000000000.0", "balance_units": "Bytes""#,
        r#""initial_balance": "3221225472", "spend_balance": "221225472""#,
        r#""initial_balance": 3221225472, "spent_balance": 221225472, "current_balance": null"#,
    ] {
        assert_eq!(subscription(&format!(r#"{{"id": "a", {balances}}}"#)).data, left, "{balances}");
    }
    for balances in
        [r#""initial_balance": 5"#, r#""current_balance": 5"#, r#""initial_balance": 5, "current_balance": 5, "balance_units": "Smiles""#]
    {
        assert_eq!(subscription(&format!(r#"{{"id": "a", {balances}}}"#)).data, None, "{balances}");
    }
}

#[test]
fn statuses_say_whether_a_package_runs_and_whether_it_is_a_delivery() {
    for (status, state, starts, undone) in [
        ("PENDING", PackageState::Waiting, Starts::Later, Some(false)),
        ("PENDING_USAGE", PackageState::Waiting, Starts::Later, Some(false)),
        ("active", PackageState::Active, Starts::Now, Some(false)),
        ("DEPLETED", PackageState::UsedUp, Starts::Now, Some(false)),
        ("EXPIRED", PackageState::Expired, Starts::Now, Some(false)),
        ("", PackageState::Unknown, Starts::Unknown, Some(false)),
        ("CANCELLED", PackageState::Unknown, Starts::Unknown, Some(true)),
        ("canceled", PackageState::Unknown, Starts::Unknown, Some(true)),
        ("REVERSED", PackageState::Unknown, Starts::Unknown, Some(true)),
        ("REFUNDED", PackageState::Unknown, Starts::Unknown, Some(true)),
        ("FROZEN", PackageState::Unknown, Starts::Unknown, None),
    ] {
        let read = subscription(&FULL.replace("\"ACTIVE\"", &format!("\"{status}\"")));
        assert_eq!((read.state, read.starts()), (state, starts), "{status}");
        assert_eq!(read.candidate(EARLY).ok().map(|candidate| candidate.undone), undone, "{status}");
    }
    let candidate = subscription(FULL).candidate(EARLY).unwrap();
    assert_eq!((candidate.id.0.as_str(), candidate.by_marker), ("h7Tq-2LmVb0xYw9EoRk4ZsDc5JfNu8GaPi1rXe6CtQw=", false));
    assert_eq!((candidate.offer, candidate.created_at.is_some()), (Some(offer("Zq3-uR8a=")), true));
}

#[test]
fn a_list_with_one_unreadable_item_is_unreadable() {
    assert_eq!(page(&reply(format!(r#"{{"data": [{FULL}]}}"#))).unwrap().len(), 1);
    for body in [format!(r#"{{"data": [{FULL}, {{}}]}}"#), format!(r#"{{"data": [{FULL}, 7]}}"#), "{}".to_owned(), String::new()] {
        assert!(page(&reply(body.clone())).is_err(), "{body}");
    }
    let gone = Reply { status: 404, ..reply(FULL.to_owned()) };
    assert_eq!((page(&gone).err(), single(&gone).err()), (Some(ReadError::NotFound), Some(ReadError::NotFound)));
}

#[test]
fn what_is_new_and_dated_before_the_order_names_no_product() {
    let full = subscription(FULL);
    let created = full.created_at.unwrap();
    let at = |seconds: i64| Timestamp::from_unix_seconds(created.unix_seconds() + seconds);
    let named = |subscription: &Subscription, not_before| subscription.candidate(not_before).unwrap().offer.is_some();
    assert!(named(&full, at(-60)) && named(&full, created));
    assert!(!named(&full, at(1)), "made before the order, by one of two clocks");
    assert!(named(&subscription(r#"{"id": "a", "product_id": "p"}"#), created), "nothing speaks against it");
}

#[test]
fn a_subscription_of_another_sim_is_not_on_this_one() {
    assert!(subscription(FULL).is_on(&esim()));
    assert!(subscription(r#"{"id": "a"}"#).is_on(&esim()));
    assert!(!subscription(r#"{"id": "a", "sim_id": "8944470000000123456"}"#).is_on(&esim()));
}

#[test]
fn what_a_subscription_says_in_a_way_that_cannot_be_read_is_not_what_it_leaves_out() {
    let with = |field: &str, value: &str| single(&reply(format!(r#"{{"id": "a", "{field}": {value}}}"#)));
    for status in ["{}", "[]", r#"{"code": "CANCELLED"}"#] {
        let read = with("status", status).unwrap();
        assert!(read.says == Says::Unlisted && read.candidate(EARLY).is_err(), "{status}");
    }
    for (product, odd) in [("null", false), ("\"\"", false), ("\"p\"", false), ("\"3 GB\"", true), ("{}", true), ("\"é\"", true)] {
        let read = with("product_id", product).unwrap();
        assert_eq!((read.product == ProductName::Odd, read.product.named().is_some()), (odd, product == "\"p\""), "{product}");
    }
    for sim in ["{}", "\"sim-7\"", "\"8988200000000417736F\"", "\"8988 2000 0000 0417 736\""] {
        assert!(with("sim_id", sim).is_err(), "{sim}");
    }
    for id in ["true", "\" a\"", "\"a b\"", "{}"] {
        assert!(single(&reply(format!(r#"{{"id": {id}}}"#))).is_err(), "{id}");
    }
}

#[test]
fn an_iccid_with_or_without_its_check_digit_may_be_the_same_sim() {
    let nearly = |sim: &str| subscription(&format!(r#"{{"id": "a", "sim_id": "{sim}"}}"#)).is_nearly_on(&esim());
    for (sim, expected) in [
        ("8988200000000417736", false),
        ("89882000000004177365", true),
        ("898820000000041773", true),
        ("89882000000004177", false),
        ("8988200000000417735", false),
        ("98988200000000417736", false),
        ("8944472600000510740", false),
    ] {
        assert_eq!(nearly(sim), expected, "{sim}");
    }
    assert!(!subscription(r#"{"id": "a"}"#).is_nearly_on(&esim()));
}

#[test]
fn history_is_newest_first_and_the_first_plan_is_the_initial_one() {
    let dated = |id: &str, date: &str| subscription(&format!(r#"{{"id": "{id}", "created_date": "{date}"}}"#));
    let (old, mid, new) =
        (dated("old", "2031-01-01T00:00:00Z"), dated("mid", "2031-02-01T00:00:00Z"), dated("new", "2031-03-01T00:00:00Z"));
    let entries = history(vec![mid.clone(), new, old]);
    assert_eq!(entries.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["new", "mid", "old"]);
    assert_eq!(entries.iter().map(|it| it.origin).collect::<Vec<_>>(), [Origin::TopUp, Origin::TopUp, Origin::Initial]);
    let entries = history(vec![mid, subscription(r#"{"id": "undated"}"#)]);
    assert!(entries.iter().all(|it| it.origin == Origin::Unknown));
    assert!(history(vec![]).is_empty());
}
