//! Where an order at Connect stands, out of answers that say more, less or something else than they should.

use crate::shop::{Family, Stage, order, timeouts};
use contract::{RejectionCode, Starts};
use provider::{Baseline, ProviderOrderId, ReadError, StatusReading};

const ICCID: &str = "8988200000000417736";

fn subscription(fields: &str) -> String {
    format!(r#"{{"id": "sub-1", "created_date": "2031-03-01T10:15:41Z"{fields}}}"#)
}

fn order_reads(status: &str, output: &str) -> String {
    format!(r#"{{"id": "order-1", "status": "{status}", "created_date": "2031-03-01T10:15:30Z"{output}}}"#)
}

async fn status(stage: &Stage, routes: &[(&str, &str, String)]) -> Result<StatusReading, ReadError> {
    stage.peer.serve(routes);
    stage.client.status(&order(), &ProviderOrderId("order-1".to_owned())).await
}

fn list(items: &[String]) -> String {
    format!(r#"{{"data": [{}], "_metadata": {{"page": 1, "page_size": 100, "page_count": 1}}}}"#, items.join(","))
}

#[tokio::test]
async fn an_order_just_taken_may_not_be_visible_yet_and_may_skip_fulfilling() {
    let stage = Stage::new(Family::Connect, timeouts(5_000, 5_000)).await;
    assert_eq!(status(&stage, &[]).await, Ok(StatusReading::NotVisible));
    let done = order_reads("COMPLETED", &format!(r#", "output": {{"iccid": "{ICCID}", "subscription_id": "sub-1"}}"#));
    let full = subscription(&format!(r#", "sim_id": "{ICCID}", "product_id": "3gb-topup", "status": "ACTIVE""#));
    assert_eq!(
        status(&stage, &[("/orders/order-1", "200 OK", done.clone())]).await,
        Ok(StatusReading::Fulfilling),
        "ahead of its subscription"
    );
    let completed = Ok(StatusReading::Completed { effect: "sub-1".to_owned(), starts: Starts::Now });
    assert_eq!(status(&stage, &[("/orders/order-1", "200 OK", done), ("/subscriptions/sub-1", "200 OK", full)]).await, completed);
    for (word, expected) in [
        ("ACCEPTED", StatusReading::Accepted),
        ("FULFILLING", StatusReading::Fulfilling),
        ("HIBERNATING", StatusReading::Fulfilling),
        ("FAILED", StatusReading::Failed(RejectionCode::NotAdded)),
    ] {
        assert_eq!(status(&stage, &[("/orders/order-1", "200 OK", order_reads(word, ""))]).await, Ok(expected), "{word}");
    }
}

#[tokio::test]
async fn a_completed_order_for_another_sim_or_product_is_a_mismatch() {
    let stage = Stage::new(Family::Connect, timeouts(5_000, 5_000)).await;
    let other_sim = order_reads("COMPLETED", r#", "output": {"iccid": "8944470000000123456", "subscription_id": "sub-1"}"#);
    assert_eq!(status(&stage, &[("/orders/order-1", "200 OK", other_sim)]).await, Ok(StatusReading::Mismatch));
    let done = order_reads("COMPLETED", r#", "output": {"subscription_id": "sub-1"}"#);
    for (fields, expected) in [
        (format!(r#", "sim_id": "{ICCID}", "product_id": "other""#), StatusReading::Mismatch),
        (r#", "sim_id": "8944470000000123456", "product_id": "3gb-topup""#.to_owned(), StatusReading::Mismatch),
        (r#", "product_id": "3gb-topup""#.to_owned(), StatusReading::Fulfilling),
    ] {
        let routes = [("/orders/order-1", "200 OK", done.clone()), ("/subscriptions/sub-1", "200 OK", subscription(&fields))];
        assert_eq!(status(&stage, &routes).await, Ok(expected), "{fields}");
    }
    let another = order_reads("COMPLETED", "").replace("order-1", "order-2");
    assert_eq!(status(&stage, &[("/orders/order-1", "200 OK", another)]).await, Ok(StatusReading::Mismatch));
}

/// Samples of a subscription leave its product out; then the list that is filtered by product must show it.
#[tokio::test]
async fn a_product_that_is_not_named_must_be_shown_by_the_filtered_list() {
    let stage = Stage::new(Family::Connect, timeouts(5_000, 5_000)).await;
    let done = order_reads("COMPLETED", &format!(r#", "output": {{"iccid": "{ICCID}", "subscription_id": "sub-1"}}"#));
    let unnamed = subscription(r#", "status": "ACTIVE""#);
    let completed = StatusReading::Completed { effect: "sub-1".to_owned(), starts: Starts::Now };
    for (items, expected) in [
        (vec![unnamed.clone()], completed),
        (vec![], StatusReading::Fulfilling),
        (vec![subscription(r#", "product_id": "other""#)], StatusReading::Fulfilling),
        (vec![subscription(r#", "product_id": "an odd name""#)], StatusReading::Fulfilling),
        (vec![subscription(r#", "product_id": {}"#)], StatusReading::Fulfilling),
        (vec![unnamed.replace("sub-1", "sub-2")], StatusReading::Fulfilling),
    ] {
        let routes = [
            ("/orders/order-1", "200 OK", done.clone()),
            ("/subscriptions/sub-1", "200 OK", unnamed.clone()),
            ("product-id=3gb-topup", "200 OK", list(&items)),
        ];
        assert_eq!(status(&stage, &routes).await, Ok(expected), "{items:?}");
    }
    let unreadable = [
        ("/orders/order-1", "200 OK", done),
        ("/subscriptions/sub-1", "200 OK", unnamed),
        ("product-id", "503 Service Unavailable", String::new()),
    ];
    assert!(status(&stage, &unreadable).await.is_err());
}

/// A list that does not know the filter by product shows everything on the SIM.
#[tokio::test]
async fn a_product_that_is_named_in_a_way_that_cannot_be_read_is_not_left_out() {
    let stage = Stage::new(Family::Connect, timeouts(5_000, 5_000)).await;
    let done = order_reads("COMPLETED", &format!(r#", "output": {{"iccid": "{ICCID}", "subscription_id": "sub-1"}}"#));
    for product in ["\"an odd name\"", "{}"] {
        let odd = subscription(&format!(r#", "status": "ACTIVE", "product_id": {product}"#));
        let listed = subscription(r#", "status": "ACTIVE""#);
        let routes = [
            ("/orders/order-1", "200 OK", done.clone()),
            ("/subscriptions/sub-1", "200 OK", odd),
            ("product-id=3gb-topup", "200 OK", list(&[listed])),
        ];
        assert_eq!(status(&stage, &routes).await, Ok(StatusReading::Fulfilling), "{product}");
    }
}

#[tokio::test]
async fn an_iccid_that_the_provider_writes_with_a_digit_more_is_told_and_hides_nothing() {
    let stage = Stage::new(Family::Connect, timeouts(5_000, 5_000)).await;
    let longer = subscription(&format!(r#", "sim_id": "{ICCID}5", "product_id": "3gb-topup", "status": "ACTIVE""#));
    stage.peer.serve(&[("/subscriptions?", "200 OK", list(&[longer]))]);
    assert!(matches!(stage.client.baseline(&order().sim).await, Err(ReadError::Malformed(why)) if why.contains("digit more")));
    assert!(stage.client.find_evidence(&order(), &Baseline::default()).await.is_err());
}

#[tokio::test]
async fn evidence_on_the_sim_is_what_is_new_with_its_package_as_the_provider_names_it() {
    let stage = Stage::new(Family::Connect, timeouts(5_000, 5_000)).await;
    let fits = format!(r#", "sim_id": "{ICCID}", "product_id": "3gb-topup", "status": "ACTIVE""#);
    let baseline = Baseline { known: vec!["sub-0".to_owned()] };
    for (item, single, expected) in [
        (subscription(&fits), None, Some(vec![(Some("3gb-topup"), false)])),
        (subscription(&fits).replace("sub-1", "sub-0"), None, Some(vec![])),
        (subscription(&fits).replace("3gb-topup", "other"), None, Some(vec![(Some("other"), false)])),
        // Not there before, and dated before: one of the two clocks is wrong.
        (subscription(&fits).replace("2031", "2020"), None, Some(vec![(None, false)])),
        (subscription(&fits).replace("ACTIVE", "CANCELLED"), None, Some(vec![(Some("3gb-topup"), true)])),
        (subscription(&fits).replace("ACTIVE", "FROZEN"), None, None),
        (subscription(""), None, Some(vec![(None, false)])),
        (subscription(""), Some(subscription(&fits)), Some(vec![(Some("3gb-topup"), false)])),
        (subscription(""), Some(subscription(&fits).replace("3gb-topup", "other")), Some(vec![(Some("other"), false)])),
        // An item about something else neither hides what the list shows nor names it.
        (subscription(""), Some(subscription(&fits).replace("sub-1", "sub-0")), Some(vec![(None, false)])),
        (subscription(""), Some(subscription(&fits).replace(ICCID, "8944470000000123456")), Some(vec![(None, false)])),
    ] {
        let mut routes = vec![("/subscriptions?", "200 OK", list(std::slice::from_ref(&item)))];
        routes.extend(single.map(|single| ("/subscriptions/sub-1", "200 OK", single)));
        stage.peer.serve(&routes);
        let found = stage.client.find_evidence(&order(), &baseline).await.ok();
        let found = found
            .map(|found| found.iter().map(|it| (it.offer.as_ref().map(|offer| offer.as_str().to_owned()), it.undone)).collect::<Vec<_>>());
        let expected = expected.map(|them| them.into_iter().map(|(offer, undone)| (offer.map(str::to_owned), undone)).collect::<Vec<_>>());
        assert_eq!(found, expected, "{item}");
    }
}
